// Package server runs a stage as a process, and has recorded what it logs, what
// goes on inside it, and how it ends.
package server

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"workbook/shared/lab/inside"
	"workbook/shared/lab/play"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

// lookTime is how long the last look inside a process may take.
const lookTime = 500 * time.Millisecond

// A Server is a stage that runs, and what is recorded of it; or a server that
// was running already, of which only the clients' side can be recorded.
type Server struct {
	Stage    stage.Stage // its Name is "" if the server was running already
	Addr     string      // where it listens
	Recorder *play.Recorder

	args     []string
	process  *stage.Process
	link     *inside.Link
	ended    chan struct{} // is closed when the recorder knows that the process has ended
	watching sync.WaitGroup
	stop     context.CancelFunc // of watching
}

// Start starts a stage's program, one of inside.Build's, on a free port, and
// watches it: it looks inside every so often, and whenever something happens.
// End must be called.
func Start(ctx context.Context, s stage.Stage, program string, args []string, every time.Duration) (*Server, error) {
	link, err := inside.NewLink()
	if err != nil {
		return nil, err
	}
	server := &Server{Stage: s, Recorder: play.NewRecorder(), args: args, link: link, ended: make(chan struct{})}
	cmd := exec.CommandContext(ctx, program, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), link.Env())
	if server.process, err = stage.Start(cmd, server.Recorder.Line); err != nil {
		link.Close()
		return nil, err
	}
	server.Addr = server.process.Addr
	server.watch(ctx, every)
	return server, nil
}

// At returns the server that is running at an address.
func At(addr string) *Server { return &Server{Addr: addr, Recorder: play.NewRecorder()} }

// watch begins to watch the process.
func (s *Server) watch(ctx context.Context, every time.Duration) {
	ctx, s.stop = context.WithCancel(ctx)
	s.watching.Go(func() {
		select {
		case <-s.process.Exited():
			s.Recorder.Ended(s.status(), reason(s.status(), s.process.Lines()))
			close(s.ended)
		case <-ctx.Done():
		}
	})
	s.watching.Go(func() {
		inside.Server{Stage: s.Stage, Process: s.process, Link: s.link}.Watch(ctx, every, s.Recorder)
	})
}

// End ends the process. What it does in its last moments is not recorded.
func (s *Server) End() {
	if s.process == nil {
		return
	}
	s.stop()
	s.watching.Wait()
	s.process.Kill()
	s.link.Close()
}

// Play plays a scenario against the server.
func (s *Server) Play(ctx context.Context, sc scenario.Scenario) recording.Recording {
	server := play.Server{Addr: s.Addr}
	if s.process != nil {
		server.Signal, server.Ended = s.process.Signal, s.ended
	}
	r := play.Play(ctx, server, sc, s.Recorder)
	r.Server = s.about()
	if s.process != nil && !s.HasEnded() {
		s.lastLook(ctx)
		now := s.Recorder.Recording()
		r.Samples, r.Sources = now.Samples, now.Sources
	}
	return r
}

// lastLook waits until somebody has looked into the process after the last
// event. A process that does not answer is not waited for.
func (s *Server) lastLook(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for !s.Recorder.Seen() {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// Recording returns what has been recorded so far. It goes on until the process
// has ended.
func (s *Server) Recording() recording.Recording {
	r := s.Recorder.Recording()
	r.Server = s.about()
	r.Open = !s.HasEnded()
	return r
}

// about returns what is known of the server before anything has happened.
func (s *Server) about() recording.Server {
	if s.process == nil {
		return recording.Stranger(s.Addr)
	}
	return recording.About(s.Stage.Name, s.args)
}

// HasEnded says whether the process has ended by itself.
func (s *Server) HasEnded() bool {
	select {
	case <-s.ended:
		return true
	default: // of a server that is not the lab's own, that is not known
		return false
	}
}

// LastWords returns how the process has ended and, if it has said so, why.
func (s *Server) LastWords() string { return lastWords(s.status(), s.process.Lines()) }

// Name returns what to call the server, in short.
func (s *Server) Name() string {
	if s.process == nil {
		return s.Addr
	}
	return s.Stage.Number()
}

// status returns how the process has ended.
func (s *Server) status() string {
	if err := s.process.Wait(context.Background()); err != nil { // it has ended: this does not wait
		return err.Error()
	}
	return content
}

// content is the status of a process that has ended without complaint.
const content = "exit status 0"

// lastWords returns how a process has ended, by its status and its log.
func lastWords(status string, log []stage.Line) string {
	why := reason(status, log)
	switch name, signalled := strings.CutPrefix(status, "signal: "); {
	case signalled:
		return "a signal ended it (" + name + ")"
	case status == content:
		return "it ended by itself, with " + status + ", as if told to stop"
	case why != "":
		return status + ": " + why
	}
	return status
}

// reason returns what a process has said about its end: the line before a stack
// trace, or else its last one, unless that is about something else. It returns ""
// if the process had nothing to complain of, or no time to.
func reason(status string, log []stage.Line) string {
	if status == content || strings.HasPrefix(status, "signal: ") {
		return ""
	}
	for _, line := range log {
		if crash, crashed := stage.Crash(line.Text); crashed {
			return crash
		}
	}
	if len(log) == 0 || log[len(log)-1].Routine() {
		return ""
	}
	return log[len(log)-1].Text
}
