package layout

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxQuote is how many characters of a line are quoted.
const maxQuote = 30

// duration returns the length of a wait, as "3.5 s".
func (w *wait) duration() string {
	if !w.answered() {
		return "over " + duration(w.length())
	}
	return duration(w.length())
}

// duration returns a time that somebody waited.
func duration(d time.Duration) string {
	switch ms := float64(d) / float64(time.Millisecond); {
	case ms < 0.1:
		return "0.1 ms" // nobody cares
	case ms < 9.95:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 999.5:
		return fmt.Sprintf("%.0f ms", ms)
	default:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
}

// seconds returns a point in time, with no more decimals than it needs.
func seconds(at time.Duration) string {
	return strconv.FormatFloat(at.Seconds(), 'f', -1, 64) + " s"
}

// quote returns a line as it can be shown anywhere.
func quote(line string) string {
	return strconv.QuoteToGraphic(shorten(line, maxQuote))
}

// shorten cuts a text that has more characters.
func shorten(text string, characters int) string {
	if runes := []rune(text); len(runes) > characters {
		return string(runes[:characters-3]) + "..."
	}
	return text
}

// names returns the clients, as "A, B and C".
func names(visits []*visit) string {
	var all []string
	for _, v := range visits {
		all = append(all, v.client)
	}
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
	return strings.Join(all, "")
}

// allWorkers returns the subject of a sentence, and its verb.
func allWorkers(n int) string {
	switch n {
	case 1:
		return "The only worker is"
	case 2:
		return "Both workers are"
	default:
		return "All workers are"
	}
}
