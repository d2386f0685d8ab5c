package servertest

import (
	"io"
	"strings"
	"testing"
	"time"
)

// A Problem is one that a stage has or has not.
type Problem struct {
	Question string // to which yes is the good answer
	Applies  func(Stage) bool
	Solved   func(*testing.T, Program) bool
}

// Problems are those that the stages cure, or leave, in the order in which the
// chapters meet them. Each is tried on the built program.
var Problems = []Problem{
	{"One client says nothing. Is the next one answered?", always, besideSilent(1)},
	{"Ten clients say nothing. Is the next one answered?", always, besideSilent(10)},
	{"One client sends without end. Is another one answered?", always, besideFlood},
	{"One client does not read its answers. Is another one answered?", always, besideOneWhoDoesNotRead},
	{"It gets Ctrl-C and owes answers. Does it give them?", always, func(t *testing.T, p Program) bool { return p.Finishes(t) }},
	{"A hundred clients come. Does it look after ten of them at most?", always, bounded},
	{
		"Does it need less than a kilobyte for a client that says nothing?",
		func(s Stage) bool { return s.AtOnce == 0 }, // the others do not look after many
		func(t *testing.T, p Program) bool { return p.MemoryPerClient(t, 1000) < 1024 },
	},
}

func always(Stage) bool { return true }

// longEnough is how long an answer may take. A server that gives one needs no
// time; one that does not is waited for in vain.
const longEnough = 5 * time.Second

// answers reports whether a newcomer gets an answer.
func (r *running) answers() bool {
	c := dial(r.t, r.Addr)
	c.send("hello\n")
	c.SetReadDeadline(time.Now().Add(longEnough))
	_, err := io.ReadFull(c.r, make([]byte, len("HELLO\n")))
	return err == nil
}

func besideSilent(n int) func(*testing.T, Program) bool {
	return func(t *testing.T, p Program) bool {
		r := p.start(t)
		for range n {
			dial(t, r.Addr)
		}
		return r.answers()
	}
}

func besideFlood(t *testing.T, p Program) bool {
	r := p.start(t)
	flooder := dial(t, r.Addr)
	flooder.ask("hello")
	flooder.SetDeadline(time.Time{}) // it ends with the test
	go io.Copy(io.Discard, flooder.TCPConn)
	go func() {
		for text := strings.Repeat("flood", 10_000); ; {
			if _, err := io.WriteString(flooder.TCPConn, text); err != nil {
				return
			}
		}
	}()
	return r.answers()
}

func besideOneWhoDoesNotRead(t *testing.T, p Program) bool {
	r := p.start(t)
	sendUntilFull(t, dial(t, r.Addr))
	return r.answers()
}

// bounded lets a hundred clients come, and waits until the server says that it
// looks after more than ten of them, or does not say so for long enough.
func bounded(t *testing.T, p Program) bool {
	r := p.start(t)
	for range 100 {
		dial(t, r.Addr)
	}
	for deadline := time.Now().Add(longEnough); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		connected := 0
		for _, line := range r.Lines() {
			if _, ok := line.Connected(); ok {
				connected++
			}
		}
		if connected > 10 {
			return false
		}
	}
	return true
}
