// Package progress shows how many of many trials have been made: with a bar on a
// terminal, elsewhere in a line now and then.
package progress

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"workbook/shared/terminal"
	"workbook/shared/workbook/trial"
)

// nowAndThen is how often there is a line where there is no terminal.
const nowAndThen = 5 * time.Second

// Progress counts trials.
type Progress struct {
	out         io.Writer
	done, total int
	bar         *progressbar.ProgressBar // nil: there is no terminal
	last        time.Time                // when there was a line
}

// New begins to count to total. Call End when all is done.
func New(out io.Writer, total int) *Progress {
	p := &Progress{out: out, total: total, last: time.Now()}
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

// Done counts a trial.
func (p *Progress) Done(trial.Result) {
	p.done++
	if p.bar != nil {
		p.bar.Add(1)
		return
	}
	if time.Since(p.last) >= nowAndThen {
		p.last = time.Now()
		fmt.Fprintf(p.out, "  %d of %d answers tried\n", p.done, p.total)
	}
}

// End takes the bar away.
func (p *Progress) End() {
	if p.bar != nil {
		p.bar.Clear()
		p.bar.Exit()
	}
}
