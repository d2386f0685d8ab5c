// Package measure runs servers under load and measures them.
package measure

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/shirou/gopsutil/v4/process"

	"workbook/shared/stage"
)

// A Target is a server to measure: a program that is started anew for every
// measurement, or one that runs already.
type Target struct {
	Name    string
	Program string // its file; "": it runs already
	Addr    string // where it listens then
	PID     int    // its process then; 0: not known
	Why     string // it cannot be measured, and why
}

// A setting is how a program is started.
type setting struct {
	name string   // "" if as always
	args []string // besides the address
	env  []string
}

// A server is a target that runs.
type server struct {
	addr    string
	process *stage.Process
	stats   *process.Process // nil: nothing is known of its process
}

// start starts a target.
func (t Target) start(ctx context.Context, s setting) (*server, error) {
	if t.Program == "" {
		return &server{addr: t.Addr, stats: stats(t.PID)}, nil
	}
	cmd := exec.CommandContext(ctx, t.Program, append([]string{"-addr", "127.0.0.1:0"}, s.args...)...)
	cmd.Env = append(os.Environ(), s.env...)
	stage.EndWithParent(cmd)
	p, err := stage.Start(cmd, nil)
	if err != nil {
		return nil, err
	}
	return &server{addr: p.Addr, process: p, stats: stats(p.PID())}, nil
}

// stats returns what the system knows of a process, or nil.
func stats(pid int) *process.Process {
	if pid == 0 {
		return nil
	}
	p, err := process.NewProcess(int32(pid))
	if err != nil {
		return nil
	}
	return p
}

// end ends the server's process, if it was started here.
func (s *server) end() {
	if s.process != nil {
		s.process.Kill()
	}
}

// endTime is how long to wait for the end of a process that has hung up on its
// clients: that comes a little later.
const endTime = 500 * time.Millisecond

// explain returns in place of an error that the server has ended, if it has by
// itself.
func (s *server) explain(ctx context.Context, err error) error {
	if err == nil || s.process == nil || ctx.Err() != nil || errors.As(err, new(shortage)) {
		return err
	}
	select {
	case <-s.process.Exited():
		return fmt.Errorf("the server has ended: %s", lastWords(s.process.Lines()))
	case <-time.After(endTime):
		return err
	}
}

// lastWords returns what a process has said about its end: the line before a
// stack trace, or else its last one.
func lastWords(log []stage.Line) string {
	last := "it said nothing"
	for _, line := range log {
		last = line.Text
		if _, crashed := stage.Crash(last); crashed {
			break
		}
	}
	return last
}

// errUnknown is that of a figure that the system does not tell.
var errUnknown = errors.New("not known")

// cpu returns how much CPU time the server has used.
func (s *server) cpu() (time.Duration, error) {
	if s.stats == nil {
		return 0, errUnknown
	}
	times, err := s.stats.Times()
	if err != nil {
		return 0, err
	}
	return time.Duration((times.User + times.System) * float64(time.Second)), nil
}

// memory returns how many bytes of RAM the server has.
func (s *server) memory() (float64, error) {
	if s.stats == nil {
		return 0, errUnknown
	}
	info, err := s.stats.MemoryInfo()
	if err != nil {
		return 0, err
	}
	return float64(info.RSS), nil
}
