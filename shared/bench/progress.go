package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"workbook/shared/bench/measure"
	"workbook/shared/terminal"
)

// nowAndThen is how often there is a line where there is no terminal.
const nowAndThen = 5 * time.Second

// progress tells what goes on: with a bar on a terminal, elsewhere in a line now
// and then.
type progress struct {
	out     io.Writer
	columns int // of the terminal, or 0: it is none
	bar     *progressbar.ProgressBar
	last    time.Time // when there was a line
}

func newProgress(out io.Writer) *progress {
	return &progress{out: out, columns: terminal.Columns(out)}
}

// say writes a line that stays.
func (p *progress) say(format string, args ...any) {
	fmt.Fprintf(p.out, format+"\n", args...)
}

// tell shows how far a run is.
func (p *progress) tell(now measure.Progress) {
	left := fmt.Sprintf("about %.0f s left", now.Left.Seconds())
	if p.columns == 0 {
		if time.Since(p.last) >= nowAndThen {
			p.last = time.Now()
			p.say("  %3.0f %%, %s: %s", 100*now.Done.Seconds()/now.Total.Seconds(), left, now.What)
		}
		return
	}
	if p.bar == nil {
		p.bar = p.newBar(now.Total)
	}
	p.bar.Describe(fit(left+", "+now.What, p.columns-barColumns))
	p.bar.Set64(now.Done.Milliseconds())
}

// barColumns is how much room the bar takes, with its percentage.
const barColumns = 30

func (p *progress) newBar(total time.Duration) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total.Milliseconds(),
		progressbar.OptionSetWriter(p.out),
		progressbar.OptionSetWidth(barColumns-12),
		progressbar.OptionSetPredictTime(false), // it knows only how far we are, not what is left to do
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionClearOnFinish(),
	)
}

// fit returns text in exactly so many columns, so that nothing of a longer one
// stays behind it.
func fit(text string, columns int) string {
	text = terminal.Clip(text, columns)
	return text + strings.Repeat(" ", max(0, columns-terminal.Width(text)))
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Clear()
		p.bar.Exit()
	}
}
