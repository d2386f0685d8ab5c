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

	"workbook/shared/lab/inside"
	"workbook/shared/lab/play"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

// A server is a stage that runs, and what is recorded of it.
type server struct {
	stage    stage.Stage
	addr     string // where it listens
	process  *stage.Process
	recorder *play.Recorder
	link     *inside.Link
}

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
	for _, server := range servers {
		defer server.end()
	}
	if plan.addr != "" {
		servers = append(servers, &server{addr: plan.addr, recorder: play.NewRecorder()})
	}
	var recordings []recording.Recording
	if len(servers) > 0 && ctx.Err() == nil {
		recordings = playAll(ctx, servers, plan.scenario, p)
	}
	return recordings, missing(plan.stages, servers)
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
	link, err := inside.NewLink()
	if err != nil {
		return nil, err
	}
	recorder := play.NewRecorder()
	cmd := exec.CommandContext(ctx, program, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), link.Env())
	endWithLab(cmd)
	process, err := stage.Start(cmd, recorder.Line)
	if err != nil {
		link.Close()
		return nil, err
	}
	return &server{stage: s, addr: process.Addr, process: process, recorder: recorder, link: link}, nil
}

// end ends the server's process.
func (s *server) end() {
	if s.process != nil {
		s.process.Kill()
		s.link.Close()
	}
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
			plays.Go(func() { recordings[i] = server.play(ctx, begin, s) })
		}
		plays.Wait()
	})
	return recordings
}

// play plays the scenario against one server.
func (s *server) play(ctx context.Context, begin time.Time, sc scenario.Scenario) recording.Recording {
	if s.process == nil {
		r := play.Play(ctx, play.Server{Addr: s.addr}, sc, s.recorder)
		r.Server = recording.Stranger(s.addr)
		return r
	}
	over, ended := make(chan struct{}), make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-s.process.Exited():
			s.recorder.Ended(status(s.process), lastWords(s.process.Lines()))
			close(ended)
		case <-over:
		}
	})
	looking, stop := context.WithCancel(ctx)
	var samples []recording.Sample
	watch.Go(func() { samples = s.look(looking, begin, sc) })
	r := play.Play(ctx, play.Server{Addr: s.addr, Signal: s.process.Signal, Ended: ended}, sc, s.recorder)
	stop()
	close(over)
	watch.Wait()
	r.Samples = samples
	r.Server = recording.About(s.stage.Name, sc.Args[s.stage.Name])
	return r
}

// look looks into the process until ctx is done, as often as makes about 70 times
// in the course of the scenario, but no more often than is worth while.
func (s *server) look(ctx context.Context, begin time.Time, sc scenario.Scenario) []recording.Sample {
	every := min(max(sc.Length/70, 10*time.Millisecond), 100*time.Millisecond)
	server := inside.Server{Stage: s.stage, Process: s.process, Link: s.link}
	return server.Watch(ctx, begin, every, s.recorder.News())
}

// status returns how a process has ended.
func status(p *stage.Process) string {
	if err := p.Wait(context.Background()); err != nil { // it has ended: this does not wait
		return err.Error()
	}
	return "exit status 0"
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

// name returns what to call a server, in short.
func (s *server) name() string {
	if s.process == nil {
		return s.addr
	}
	return s.stage.Number()
}

// whoWaits returns which clients have asked and have no reply yet.
func whoWaits(servers []*server) string {
	var waiting []string
	for _, s := range servers {
		if clients := s.recorder.Waiting(); len(clients) > 0 {
			waiting = append(waiting, s.name()+" "+strings.Join(clients, "+"))
		}
	}
	if len(waiting) == 0 {
		return "nobody waits for a reply"
	}
	return "waiting for a reply: " + strings.Join(waiting, ", ")
}
