package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"workbook/shared/bench/figures"
)

// none stands for a figure that is not known.
const none = "-"

// number returns three digits of v, more before the point if need be: 0.123,
// 4.56, 78.9, 1,234,567.
func number(v float64) string {
	magnitude := math.Abs(v)
	switch {
	case magnitude < 0.0005:
		return "0"
	case magnitude < 0.9995:
		return strconv.FormatFloat(v, 'f', 3, 64)
	case magnitude < 9.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case magnitude < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case magnitude < 1e15:
		return whole(int(math.Round(v)))
	default:
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
}

// whole returns n with commas.
func whole(n int) string {
	if n < 0 {
		return "-" + whole(-n)
	}
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return whole(n/1000) + fmt.Sprintf(",%03d", n%1000)
}

// known returns the median, or a dash.
func known(s figures.Summary) string {
	if !s.Known() {
		return none
	}
	return number(s.Median)
}

// spread returns the median and its margin, by which figures are compared:
// "4.13 +-3%". Nothing has none.
func spread(s figures.Summary) string {
	if s.Median == 0 {
		return known(s)
	}
	return fmt.Sprintf("%s +-%d%%", number(s.Median), s.Margin())
}

// percent returns a share in whole percent, or the first digit of less.
func percent(share float64) string {
	if share < 0.01 {
		return fmt.Sprintf("%.1f %%", 100*share)
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// times tells how many times as much a is as b: "1.3 times".
func times(a, b float64) string {
	ratio := a / b
	switch {
	case ratio < 9.95:
		return fmt.Sprintf("%.1f times", ratio)
	case ratio < 1e15:
		return whole(int(math.Round(ratio))) + " times"
	default:
		return number(ratio) + " times"
	}
}

// count returns a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return whole(n) + " " + thing + "s"
}

// list returns names as a sentence has them: "A, B and C".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// plural returns one for one name and more for several.
func plural(names []string, one, more string) string {
	if len(names) == 1 {
		return one
	}
	return more
}

// duration returns d in words: "48 s", "5 min 20 s".
func duration(d time.Duration) string {
	d = d.Round(time.Second)
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}

// bytesOf returns an amount of memory in a unit that suits it.
func bytesOf(n float64) string {
	switch {
	case n < 1<<10:
		return number(math.Round(n)) + " bytes"
	case n < 1<<20:
		return number(n/(1<<10)) + " KiB"
	case n < 1<<30:
		return number(n/(1<<20)) + " MiB"
	default:
		return number(n/(1<<30)) + " GiB"
	}
}
