package stage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// startTime is how long a server may take to say that it is listening.
	startTime = 10 * time.Second

	// pipeTime is how long to read on from a process that has ended: one that it
	// has started may hold the pipe open for ever.
	pipeTime = time.Second
)

// A Line is one line of a process's log.
type Line struct {
	Time time.Time // when it was read
	Text string    // of a very long line, the beginning
}

// Connected returns the address of the client that the line says the server
// has begun to look after.
func (l Line) Connected() (addr string, ok bool) {
	return strings.CutSuffix(l.Text, " connected")
}

// Disconnected returns the address of the client that the line says has gone.
func (l Line) Disconnected() (addr string, ok bool) {
	return strings.CutSuffix(l.Text, " disconnected")
}

// Routine says whether every server writes such a line when all is well.
func (l Line) Routine() bool {
	_, connected := l.Connected()
	_, disconnected := l.Disconnected()
	return connected || disconnected || strings.HasPrefix(l.Text, listening)
}

// listening is what the line begins with that says where a server listens.
const listening = "listening on "

// A Process is a running server. All methods may be called from any goroutine.
type Process struct {
	Addr string // where it listens, host:port

	cmd    *exec.Cmd
	onLine func(Line)
	listen chan string   // gets the address, once
	exited chan struct{} // closed when the process has ended and its log is read, as far as pipeTime lets it
	err    error         // of cmd.Wait, once exited is closed

	mu    sync.Mutex
	lines []Line
	size  int // about what they take, in bytes
}

// Start runs cmd, a server of the workbook, and returns when it is listening.
// If onLine is not nil it is called for every line of its log, in order, from
// another goroutine; it must not block. A server that ends before it is
// listening is an error, with what it said last.
func Start(cmd *exec.Cmd, onLine func(Line)) (*Process, error) {
	p := &Process{
		cmd:    cmd,
		onLine: onLine,
		listen: make(chan string, 1),
		exited: make(chan struct{}),
	}
	log, logEnd := io.Pipe()
	cmd.Stderr = logEnd
	if cmd.WaitDelay == 0 {
		cmd.WaitDelay = pipeTime
	}
	setGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		p.readLog(log)
	}()
	go func() {
		p.err = cmd.Wait() // returns when all of the log has been written to the pipe
		if errors.Is(p.err, exec.ErrWaitDelay) {
			p.err = nil // the exit status was 0; only the pipe is still open
		}
		logEnd.Close()
		<-read
		close(p.exited)
	}()
	select {
	case p.Addr = <-p.listen:
		return p, nil
	case <-p.exited:
		if p.err == nil {
			p.err = errors.New("it ended")
		}
		return nil, fmt.Errorf("%s did not start: %w: %s", cmd.Path, p.err, p.lastLine())
	case <-time.After(startTime):
		p.Kill()
		return nil, fmt.Errorf("%s did not say where it listens within %v", cmd.Path, startTime)
	}
}

func (p *Process) readLog(log io.Reader) {
	lines := bufio.NewReaderSize(log, longestLine)
	for {
		text, err := readLine(lines)
		if err != nil {
			return
		}
		line := Line{Time: time.Now(), Text: text}
		p.mu.Lock()
		p.keep(line)
		p.mu.Unlock()
		if p.onLine != nil {
			p.onLine(line)
		}
		if addr, ok := strings.CutPrefix(line.Text, listening); ok {
			select {
			case p.listen <- addr:
			default:
			}
		}
	}
}

// longestLine is how much of a line is kept, in bytes.
const longestLine = 64 << 10

// readLine returns the next line without its end. Of one that is longer than the
// reader's buffer it returns the beginning, and reads the rest, too.
func readLine(from *bufio.Reader) (string, error) {
	begin, more, err := from.ReadLine()
	text := string(begin)
	for more && err == nil {
		_, more, err = from.ReadLine()
	}
	if text != "" {
		err = nil // whoever asks for the next line gets it
	}
	return text, err
}

const (
	// mostLog is how much of a log is kept, in bytes: a server may log without end.
	mostLog = 4 << 20

	// lineSize is about what a line takes besides its text.
	lineSize = 40
)

// keep keeps a line, and forgets the oldest ones for it if there are too many.
func (p *Process) keep(line Line) {
	p.lines = append(p.lines, line)
	for p.size += lineSize + len(line.Text); p.size > mostLog; p.lines = p.lines[1:] {
		p.size -= lineSize + len(p.lines[0].Text)
	}
}

// Lines returns the log so far, or of a long one the end.
func (p *Process) Lines() []Line {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.lines)
}

func (p *Process) lastLine() string {
	if lines := p.Lines(); len(lines) > 0 {
		return lines[len(lines)-1].Text
	}
	return "it said nothing"
}

// PID returns the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Exited returns a channel that is closed when the process has ended.
func (p *Process) Exited() <-chan struct{} { return p.exited }

// Wait waits for the process to end, and returns nil if its exit status was 0.
// When ctx is done before, it returns ctx.Err().
func (p *Process) Wait(ctx context.Context) error {
	select {
	case <-p.exited:
		return p.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Signal sends a signal. Windows knows only os.Interrupt, and os.Kill.
func (p *Process) Signal(sig os.Signal) error { return signal(p.cmd.Process, sig) }

// Kill ends the process without asking, and waits until it has ended.
func (p *Process) Kill() {
	p.cmd.Process.Kill()
	<-p.exited
}

// Stop asks the process to end, and kills it when ctx is done before it has.
// The error is that of Wait.
func (p *Process) Stop(ctx context.Context) error {
	if err := p.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.Kill()
		return err
	}
	err := p.Wait(ctx)
	if errors.Is(err, ctx.Err()) && ctx.Err() != nil {
		p.Kill()
	}
	return err
}
