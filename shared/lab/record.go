package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"workbook/shared/lab/inside"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/lab/server"
	"workbook/shared/stage"
)

// record plays a scenario against all servers at once. When it returns, all
// processes have ended. The error tells which stages have no recording; what is
// wrong with them has been logged.
func record(ctx context.Context, plan plan, p *progress) ([]recording.Recording, error) {
	dir, err := os.MkdirTemp("", "workbook-lab-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	servers := startAll(ctx, plan.stages, build(ctx, dir, plan.stages, p), plan.scenario, p)
	for _, s := range servers {
		defer s.End()
	}
	if plan.addr != "" {
		servers = append(servers, server.At(plan.addr))
	}
	var recordings []recording.Recording
	if len(servers) > 0 && ctx.Err() == nil {
		recordings = playAll(ctx, servers, plan.scenario, p)
	}
	return recordings, missing(plan.stages, servers)
}

// missing is an error if there is a stage without a server.
func missing(stages []stage.Stage, servers []*server.Server) error {
	var names []string
	for _, s := range stages {
		if !slices.ContainsFunc(servers, func(started *server.Server) bool { return started.Stage == s }) {
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("not shown, for the reason given above: %s", strings.Join(names, ", "))
}

// build builds the stages and returns the programs. The one of a stage that
// does not compile is "", and the compiler's message is logged.
func build(ctx context.Context, dir string, stages []stage.Stage, p *progress) (programs []string) {
	if len(stages) == 0 {
		return nil
	}
	var names []string
	for _, s := range stages {
		names = append(names, s.Name)
	}
	p.say("Building %s ...", strings.Join(names, ", "))
	var err error
	begun := time.Now()
	p.during(func() string {
		return fmt.Sprintf("building, %.0f s so far; the first time takes longest", time.Since(begun).Seconds())
	}, func() {
		programs, err = inside.Build(ctx, dir, stages...)
	})
	if err != nil && ctx.Err() == nil {
		log.Print(err)
	}
	return programs
}

// startAll starts the programs and returns the servers. What went wrong with
// those that did not start is logged.
func startAll(ctx context.Context, stages []stage.Stage, programs []string, sc scenario.Scenario, p *progress) []*server.Server {
	var servers []*server.Server
	var errs []error
	p.during(func() string { return "waiting for the servers to start" }, func() {
		for i, program := range programs {
			if program == "" {
				continue
			}
			s, err := server.Start(ctx, stages[i], program, sc.Args[stages[i].Name], often(sc))
			if err != nil {
				errs = append(errs, err)
				continue
			}
			servers = append(servers, s)
		}
	})
	if len(errs) > 0 && ctx.Err() == nil {
		log.Print(errors.Join(errs...))
	}
	return servers
}

// playAll plays the scenario against the servers, all at the same time.
func playAll(ctx context.Context, servers []*server.Server, sc scenario.Scenario, p *progress) []recording.Recording {
	p.say("Playing %q, %.1f s ...", sc.Name, sc.Length.Seconds())
	begin := time.Now()
	for _, s := range servers {
		s.Recorder.Begin(begin)
	}
	recordings := make([]recording.Recording, len(servers))
	p.during(func() string {
		return fmt.Sprintf("%3.1f s: %s", time.Since(begin).Seconds(), whoWaits(servers))
	}, func() {
		var plays sync.WaitGroup
		for i, s := range servers {
			plays.Go(func() { recordings[i] = s.Play(ctx, sc) })
		}
		plays.Wait()
	})
	return recordings
}

// often returns how often to look into the servers' processes: about 70 times in
// the course of a scenario, but no more often than is worth while.
func often(s scenario.Scenario) time.Duration {
	return min(max(s.Length/70, 10*time.Millisecond), 100*time.Millisecond)
}

// whoWaits returns which clients have asked and have no reply yet.
func whoWaits(servers []*server.Server) string {
	var waiting []string
	for _, s := range servers {
		if clients := s.Recorder.Waiting(); len(clients) > 0 {
			waiting = append(waiting, s.Name()+" "+strings.Join(clients, "+"))
		}
	}
	if len(waiting) == 0 {
		return "nobody waits for a reply"
	}
	return "waiting for a reply: " + strings.Join(waiting, ", ")
}
