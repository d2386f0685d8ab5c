// Package progress shows how much of a long work is done: with a bar on a
// terminal, elsewhere in a line now and then.
package progress

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"workbook/shared/terminal"
)

// nowAndThen is how often there is a line where there is no terminal.
const nowAndThen = 5 * time.Second

// Progress counts what is done.
type Progress struct {
	out         io.Writer
	what        string // as "answers tried"
	done, total int
	bar         *progressbar.ProgressBar // nil: there is no terminal
	last        time.Time                // when there was a line
}

// New begins to count to total; what says of what, as "answers tried". Call End
// when all is done.
func New(out io.Writer, total int, what string) *Progress {
	p := &Progress{out: out, what: what, total: total, last: time.Now()}
	if terminal.Columns(out) > 0 {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(out),
			progressbar.OptionSetWidth(20),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(false), // some wait for what hangs
			progressbar.OptionSetElapsedTime(true),
			progressbar.OptionClearOnFinish(),
		)
		p.bar.RenderBlank()
	}
	return p
}

// Done counts one more. It must not be called by two goroutines at once.
func (p *Progress) Done() {
	p.done++
	if p.bar != nil {
		p.bar.Add(1)
		return
	}
	if time.Since(p.last) >= nowAndThen {
		p.last = time.Now()
		fmt.Fprintf(p.out, "  %d of %d %s\n", p.done, p.total, p.what)
	}
}

// End takes the bar away.
func (p *Progress) End() {
	if p.bar != nil {
		p.bar.Clear()
		p.bar.Exit()
	}
}
