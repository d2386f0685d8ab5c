package live

import (
	"context"
	"os"
	"sync"
	"time"

	"workbook/shared/lab/inside"
	"workbook/shared/lab/play"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/server"
	"workbook/shared/stage"
)

// often is how often to look into a process when nothing happens.
const often = 200 * time.Millisecond

// A take is what one stage makes of the story: a server of its own, clients, and
// what is recorded. That stays when the server has ended.
type take struct {
	stage  stage.Stage
	about  recording.Server
	folder string // for its program

	mu     sync.Mutex
	server *server.Server // nil: it has not started
	hand   *play.Hand
	failed string // why it has not
	begun  bool
	over   *recording.Recording // nil: it goes on
}

// start builds and starts the stage, in a folder of its own below dir.
func (t *take) start(ctx context.Context, dir string, args []string, tell func()) {
	started, err := t.run(ctx, dir, args)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.failed = err.Error()
		return
	}
	t.server, t.hand = started, play.NewHand(started.Addr, started.Recorder)
	started.Recorder.Begin(time.Now())
	started.Recorder.Tell(tell)
}

func (t *take) run(ctx context.Context, dir string, args []string) (_ *server.Server, err error) {
	if t.folder, err = os.MkdirTemp(dir, t.stage.Name+"-"); err != nil {
		return nil, err
	}
	programs, err := inside.Build(ctx, t.folder, t.stage)
	if err != nil {
		return nil, err
	}
	return server.Start(ctx, t.stage, programs[0], args, often)
}

// begin sets the time from which everything is counted.
func (t *take) begin(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.server != nil && t.over == nil {
		t.server.Recorder.Begin(at)
		t.begun = true
	}
}

// recording returns what is recorded so far.
func (t *take) recording() recording.Recording {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.over != nil:
		return *t.over
	case t.server == nil:
		return recording.Recording{Server: t.about, Open: true}
	}
	r := t.server.Recording()
	if !t.begun {
		r.Length, r.Events = 0, nil
		if n := len(r.Samples); n > 0 {
			r.Samples = r.Samples[n-1:]
			r.Samples[0].At, r.Samples[0].Until = 0, 0
		}
	}
	return r
}

// finish ends the take. What has been recorded stays.
func (t *take) finish(last recording.Recording) {
	last.Open = false
	t.mu.Lock()
	first := t.over == nil
	if first {
		t.over = &last
	}
	t.mu.Unlock()
	if first {
		t.end()
	}
}

// end ends the clients and the server, and removes its program: a lesson may see
// hundreds of them.
func (t *take) end() {
	if t.server != nil {
		t.hand.Close()
		t.server.End()
	}
	os.RemoveAll(t.folder) // what is left then, the session removes
}

// live says whether clients can do something.
func (t *take) live() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.server != nil && t.over == nil && !t.server.HasEnded()
}

// A condition is how a take is.
type condition string

const (
	starting condition = "starting"
	failed   condition = "failed" // it has not started
	running  condition = "running"
	died     condition = "died" // its process has ended by itself
	over     condition = "over"
)

// condition returns how the take is, and why it failed or how it died.
func (t *take) condition() (condition, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.failed != "":
		return failed, t.failed
	case t.server == nil:
		return starting, ""
	case t.over != nil:
		return over, ""
	case t.server.HasEnded():
		return died, t.server.LastWords()
	}
	return running, ""
}
