package docs_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestLessonsTerminals plays what the lessons show of terminals, each in a terminal
// of its own: it types what the text says is typed, and compares the screen with
// the text. A block with the mark
//
//	<!-- terminal: N -->
//
// is a part of what terminal N shows. Blocks are played in their order; one goes on
// where the last one of the same terminal has ended.
//
//	$ COMMAND      is typed at the shell: the command is started
//	> TEXT         TEXT is typed at the client's prompt
//	^C             Ctrl-C is pressed, ^\ likewise
//	...            any number of lines
//
// All other lines are what the programs say.
func TestLessonsTerminals(t *testing.T) {
	if noTerminal != "" {
		t.Skip(noTerminal)
	}
	root, all := lessons(t)
	for _, l := range all {
		t.Run(l.stage, func(t *testing.T) {
			t.Parallel()
			marks, err := marksIn(l.text)
			require.NoError(t, err)
			p := &play{t: t, root: root, terminals: make(map[string]*terminal)}
			for _, m := range marks {
				if m.kind == "terminal" {
					p.block(m)
				}
			}
			require.NotEmpty(t, p.terminals, "the lesson shows no terminal")
		})
	}
}

// A play is a lesson's terminals.
type play struct {
	t         *testing.T
	root      string
	addr      string // of the server
	terminals map[string]*terminal
}

func (p *play) block(m mark) {
	p.t.Helper()
	lines := strings.Split(strings.TrimSuffix(m.block, "\n"), "\n")
	lines = lines[1 : len(lines)-1] // without the fence
	for i, line := range lines {
		screen := p.terminals[m.args]
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			p.terminals[m.args] = p.start(command)
			continue
		}
		require.NotNil(p.t, screen, "nothing runs in terminal %s when it shows %q", m.args, line)
		switch typed, isTyped := strings.CutPrefix(line, "> "); {
		case strings.Contains(line, "^C"):
			screen.enter("\x03")
		case strings.Contains(line, "^\\"):
			screen.comeToRest() // as a person sees to it who reads first
			screen.enter("\x1c")
		case isTyped:
			screen.expect(">")
			screen.enter(typed + "\n")
		case line == "...":
			screen.skipTo(lines[i+1])
			continue
		}
		screen.expect(line)
	}
}

// start starts a server on a free port, or a client of that server.
func (p *play) start(command string) *terminal {
	p.t.Helper()
	words, err := split(command) // of a server it is run as it stands: so Ctrl-C meets go run, too
	require.NoError(p.t, err)
	name := strings.TrimPrefix(words[2], "./")
	isServer := !strings.Contains(name, "/")
	if isServer {
		words = append(words, "-addr", "127.0.0.1:0")
	} else {
		require.NotEmpty(p.t, p.addr, "%s: no server runs", command)
		words = append([]string{program(p.t, name)}, append(words[3:], "-addr", p.addr)...)
	}
	screen := newTerminal(p.t, p.root, words)
	if isServer {
		p.addr = strings.TrimPrefix(screen.next("listening on "), "listening on ")
	}
	return screen
}

// A terminal is a screen, on which a command runs, and its keyboard.
type terminal struct {
	t       *testing.T
	person  *os.File
	session int // the process that the terminal has started

	mu      sync.Mutex
	written string // all that the screen was told
	changed chan struct{}
	ended   bool

	shown int    // lines that have been compared
	begun string // the line after them, when it was compared and had not ended
}

func newTerminal(t *testing.T, root string, words []string) *terminal {
	t.Helper()
	ctx, kill := context.WithCancel(context.Background())
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = root
	person, err := startOnTerminal(ctx, cmd)
	if err != nil {
		kill()
		require.NoError(t, err)
	}
	s := &terminal{t: t, person: person, session: cmd.Process.Pid, changed: make(chan struct{}, 1)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		s.read()
	}()
	t.Cleanup(func() {
		kill()
		cmd.Wait()
		person.Close()
		<-read
	})
	return s
}

func (s *terminal) read() {
	buf := make([]byte, 4096)
	for {
		n, err := s.person.Read(buf)
		s.mu.Lock()
		s.written += string(buf[:n])
		s.ended = err != nil
		s.mu.Unlock()
		select {
		case s.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// enter types keys.
func (s *terminal) enter(keys string) {
	s.t.Helper()
	_, err := s.person.WriteString(keys)
	require.NoError(s.t, err)
}

// comeToRest waits until nothing runs, or is about to run, of what the terminal has
// started: what has been asked for is done, and its goroutines wait.
func (s *terminal) comeToRest() {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return atRest(s.session) }, limit, 5*time.Millisecond, "the programs never come to rest")
}

// expect waits until the next line of the screen is this one. What is written over
// does not count. A line that has not ended goes on to be the next: a prompt is
// typed after, and a wait is written over.
func (s *terminal) expect(line string) {
	s.t.Helper()
	var look func(lines []string) (found, wrong bool)
	look = func(lines []string) (found, wrong bool) {
		if s.shown >= len(lines) {
			return false, false
		}
		complete := s.shown < len(lines)-1
		found = steady(lines[s.shown]) == steady(line)
		switch {
		case found && complete:
			s.shown++
		case found:
			s.begun = lines[s.shown]
		case complete && lines[s.shown] == s.begun: // what was missing was its end
			s.shown++
			return look(lines)
		}
		return found, complete && !found
	}
	s.await(line, look)
}

// next waits for a line that begins with prefix, and returns it. It is not yet
// compared.
func (s *terminal) next(prefix string) (line string) {
	s.t.Helper()
	s.await(prefix, func(lines []string) (found, wrong bool) {
		if found = len(lines) > s.shown+1 && strings.HasPrefix(lines[s.shown], prefix); found {
			line = lines[s.shown]
		}
		return found, false
	})
	return line
}

// skipTo waits for this line, and leaves out all before it.
func (s *terminal) skipTo(line string) {
	s.t.Helper()
	s.await(line, func(lines []string) (found, wrong bool) {
		for i := s.shown; i < len(lines)-1; i++ {
			if steady(lines[i]) == steady(line) {
				s.shown = i
				return true, false
			}
		}
		return false, false
	})
}

// await waits until look has found what it looks for.
func (s *terminal) await(what string, look func(lines []string) (found, wrong bool)) {
	s.t.Helper()
	timeout := time.After(limit)
	for {
		s.mu.Lock()
		written, ended := s.written, s.ended
		s.mu.Unlock()
		found, wrong := look(render(written))
		if found {
			return
		}
		require.False(s.t, wrong || ended, "the text says that the terminal shows %q next, after %d lines, but it shows\n%s", what, s.shown, written)
		select {
		case <-s.changed:
		case <-timeout:
			require.Fail(s.t, "not shown: "+what, "the terminal shows, after %d lines,\n%s", s.shown, written)
		}
	}
}

// render returns the lines of a screen: after \r, a line is written over.
func render(written string) []string {
	lines := strings.Split(strings.ReplaceAll(written, "\r\n", "\n"), "\n")
	for i, line := range lines {
		shown := ""
		for _, over := range strings.Split(line, "\r") {
			shown = over + shown[min(len(over), len(shown)):]
		}
		lines[i] = strings.TrimRight(strings.ReplaceAll(shown, "\t", "        "), " ")
	}
	return lines
}
