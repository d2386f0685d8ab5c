package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"workbook/shared/terminal"
)

const (
	redrawn    = 100 * time.Millisecond  // how often, on a terminal
	nowAndThen = 1500 * time.Millisecond // how often there is a line, elsewhere
)

// progress tells what goes on: on a terminal in one line that is drawn again and
// again, elsewhere in a line now and then.
type progress struct {
	out     io.Writer
	columns int // of the terminal, or 0: it is none
	shown   int // how many columns of the redrawn line there are
}

func newProgress(out io.Writer, columns int) *progress {
	return &progress{out: out, columns: columns}
}

// say writes a line that stays.
func (p *progress) say(format string, args ...any) {
	p.clear()
	fmt.Fprintf(p.out, format+"\n", args...)
}

// during calls what and, while it runs, tells how it goes. The call of what must
// not say anything itself.
func (p *progress) during(how func() string, what func()) {
	done := make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() { p.tellUntil(done, how) })
	what()
	close(done)
	telling.Wait()
	p.clear()
}

func (p *progress) tellUntil(done <-chan struct{}, how func() string) {
	every := redrawn
	if p.columns == 0 {
		every = nowAndThen
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			p.tell(how())
		case <-done:
			return
		}
	}
}

// tell shows how it goes.
func (p *progress) tell(how string) {
	if p.columns == 0 {
		fmt.Fprintf(p.out, "  %s\n", how)
		return
	}
	how = "  " + terminal.Clip(how, p.columns-3)
	width := terminal.Width(how)
	fmt.Fprintf(p.out, "\r%s%s", how, strings.Repeat(" ", max(p.shown-width, 0)))
	p.shown = width
}

// clear takes the redrawn line away.
func (p *progress) clear() {
	if p.shown > 0 {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", p.shown))
		p.shown = 0
	}
}
