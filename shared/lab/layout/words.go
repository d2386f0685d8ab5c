package layout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"workbook/shared/lab/recording"
)

// maxQuote is how many characters of a line are quoted.
const maxQuote = 30

// duration returns the length of a wait, as "3.5 s".
func (w *wait) duration() string {
	if !w.answered() && !w.pending {
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

// moment returns a point in time that something may have happened at.
func moment(at time.Duration) string {
	if at == never {
		return ""
	}
	return fmt.Sprintf("%.4f s", at.Seconds())
}

// quote returns a line as it can be shown anywhere.
func quote(line string) string {
	return recording.Quote(shorten(line, maxQuote))
}

// said returns what was sent, as it can be shown anywhere.
func (a *ask) said() string {
	if a.bytes > 0 {
		return size(a.bytes) + " of text"
	}
	return quote(a.text)
}

// size returns a number of bytes, as "20 MB".
func size(bytes int) string {
	switch n := float64(bytes); {
	case n < 999.5:
		return fmt.Sprintf("%d bytes", bytes)
	case n < 999.5e3:
		return fmt.Sprintf("%.0f KB", n/1e3)
	case n < 9.95e6 && bytes%1e6 != 0:
		return fmt.Sprintf("%.1f MB", n/1e6)
	case n < 999.5e6:
		return fmt.Sprintf("%.0f MB", n/1e6)
	default:
		return fmt.Sprintf("%.1f GB", n/1e9)
	}
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
		if !slices.Contains(all, v.client) {
			all = append(all, v.client)
		}
	}
	return enumerate(all)
}

// enumerate joins words, as "A, B and C".
func enumerate(all []string) string {
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
