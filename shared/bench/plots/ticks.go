package plots

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// tens is a mark at every power of ten, and at every whole multiple of one a
// small one.
type tens struct {
	sparse int // 1: every power has a label; 2: every other; 0: as 1
}

// tensIn returns the marks of an axis that is so long, in pixels. Where it is
// too short for all labels, it has fewer.
func tensIn(room, least, most float64) tens {
	const gap = 8
	powers := math.Log10(most / least)
	label := max(textWidth(tickLabel(least), noteSize), textWidth(tickLabel(most), noteSize)) + gap
	return tens{int(math.Ceil(label * powers / max(room, 1)))}
}

// Ticks implements plot.Ticker.
func (t tens) Ticks(least, most float64) []plot.Tick {
	var ticks []plot.Tick
	for power := math.Pow(10, math.Floor(math.Log10(least))); power <= most; power *= 10 {
		for n := 1.0; n < 10; n++ {
			tick := plot.Tick{Value: n * power}
			if n == 1 && int(math.Round(math.Log10(power)))%max(t.sparse, 1) == 0 {
				tick.Label = tickLabel(power)
			}
			if tick.Value >= least*(1-1e-9) && tick.Value <= most*(1+1e-9) {
				ticks = append(ticks, tick)
			}
		}
	}
	return ticks
}

// evenly is a few marks that are equally far apart, from 0 on: about as many as
// count, which must be at least 3 lest 0 be the only one.
type evenly struct{ count int }

// Ticks implements plot.Ticker.
func (e evenly) Ticks(_, most float64) []plot.Tick {
	step := niceStep(most / float64(e.count))
	var ticks []plot.Tick
	for i := 0; float64(i)*step <= most*(1+1e-9); i++ {
		value := float64(i) * step
		ticks = append(ticks, plot.Tick{Value: value, Label: tickLabel(value)})
	}
	return ticks
}

// niceStep returns the next of 1, 2, 5, 10, 20 ... that is no less than step.
func niceStep(step float64) float64 {
	if step <= 0 || math.IsInf(step, 0) || math.IsNaN(step) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, n := range []float64{1, 2, 5} {
		if n*power >= step*(1-1e-9) {
			return n * power
		}
	}
	return 10 * power
}

// tickLabel returns a round number as a text, with commas.
func tickLabel(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if v < 1 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if len(fraction) > 2 { // what is left of rounding
		fraction = ""
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return whole
}

// decades returns the range of a logarithmic axis that holds least to most.
func decades(least, most float64) (low, high float64) {
	low, high = math.Pow(10, math.Floor(math.Log10(least))), math.Pow(10, math.Ceil(math.Log10(most)-1e-9))
	if low >= high {
		high = 10 * low
	}
	return low, high
}
