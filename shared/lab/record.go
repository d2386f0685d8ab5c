package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"workbook/shared/lab/play"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

// A server is a stage that runs, and what is recorded of it.
type server struct {
	stage    stage.Stage
	process  *stage.Process
	recorder *play.Recorder
}

// record plays the scenario against all stages at once. When it returns, all
// processes have ended. The error tells which stages have no recording; what is
// wrong with them has been logged.
func record(ctx context.Context, stages []stage.Stage, s scenario.Scenario, p *progress) ([]recording.Recording, error) {
	dir, err := os.MkdirTemp("", "workbook-lab-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	servers := startAll(ctx, stages, build(ctx, dir, stages, p), s, p)
	for _, server := range servers {
		defer server.process.Kill()
	}
	var recordings []recording.Recording
	if len(servers) > 0 && ctx.Err() == nil {
		recordings = playAll(ctx, servers, s, p)
	}
	return recordings, missing(stages, servers)
}

// missing is an error if there is a stage without a server.
func missing(stages []stage.Stage, servers []*server) error {
	var names []string
	for _, s := range stages {
		if !slices.ContainsFunc(servers, func(server *server) bool { return server.stage == s }) {
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
		programs, err = stage.Build(ctx, dir, stages...)
	})
	if err != nil && ctx.Err() == nil {
		log.Print(err)
	}
	return programs
}

// startAll starts the programs and returns the servers. What went wrong with
// those that did not start is logged.
func startAll(ctx context.Context, stages []stage.Stage, programs []string, s scenario.Scenario, p *progress) []*server {
	var servers []*server
	var errs []error
	p.during(func() string { return "waiting for the servers to start" }, func() {
		for i, program := range programs {
			if program == "" {
				continue
			}
			server, err := start(ctx, stages[i], program, s.Args[stages[i].Name])
			if err != nil {
				errs = append(errs, err)
				continue
			}
			servers = append(servers, server)
		}
	})
	if len(errs) > 0 && ctx.Err() == nil {
		log.Print(errors.Join(errs...))
	}
	return servers
}

// start starts a stage's program on a free port.
func start(ctx context.Context, s stage.Stage, program string, args []string) (*server, error) {
	recorder := play.NewRecorder()
	cmd := exec.CommandContext(ctx, program, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	endWithLab(cmd)
	process, err := stage.Start(cmd, recorder.Line)
	if err != nil {
		return nil, err
	}
	return &server{stage: s, process: process, recorder: recorder}, nil
}

// playAll plays the scenario against the servers, all at the same time.
func playAll(ctx context.Context, servers []*server, s scenario.Scenario, p *progress) []recording.Recording {
	p.say("Playing %q, %.1f s ...", s.Name, s.Length.Seconds())
	begin := time.Now()
	for _, server := range servers {
		server.recorder.Begin(begin)
	}
	recordings := make([]recording.Recording, len(servers))
	p.during(func() string {
		return fmt.Sprintf("%3.1f s: %s", time.Since(begin).Seconds(), whoWaits(servers))
	}, func() {
		var plays sync.WaitGroup
		for i, server := range servers {
			plays.Go(func() { recordings[i] = server.play(ctx, s) })
		}
		plays.Wait()
	})
	return recordings
}

// play plays the scenario against one server.
func (s *server) play(ctx context.Context, sc scenario.Scenario) recording.Recording {
	over := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-s.process.Exited():
			s.recorder.Ended(lastWords(s.process.Lines()))
		case <-over:
		}
	})
	r := play.Play(ctx, s.process.Addr, sc, s.recorder)
	close(over)
	watch.Wait()
	r.Server = recording.About(s.stage.Name, sc.Args[s.stage.Name])
	return r
}

// lastWords returns what a process has said about its end: the line before a
// stack trace, or else its last one.
func lastWords(log []stage.Line) string {
	last := ""
	for _, line := range log {
		last = line.Text
		if strings.HasPrefix(last, "panic: ") || strings.HasPrefix(last, "fatal error: ") {
			break
		}
	}
	return last
}

// whoWaits returns which clients have asked and have no reply yet.
func whoWaits(servers []*server) string {
	var waiting []string
	for _, s := range servers {
		if clients := s.recorder.Waiting(); len(clients) > 0 {
			waiting = append(waiting, s.stage.Number()+" "+strings.Join(clients, "+"))
		}
	}
	if len(waiting) == 0 {
		return "nobody waits for a reply"
	}
	return "waiting for a reply: " + strings.Join(waiting, ", ")
}
