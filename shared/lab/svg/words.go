package svg

import (
	"fmt"
	"strings"
	"time"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
)

// Typographic returns a layout's text with a printer's quotation marks and
// apostrophes. What a client has sent stands between quotation marks, and stays
// as it is.
func Typographic(text string) string {
	var b strings.Builder
	quoted, escaped := false, false
	for _, r := range text {
		switch {
		case r == '"' && !escaped && quoted:
			b.WriteRune('”')
			quoted = false
		case r == '"' && !escaped:
			b.WriteRune('“')
			quoted = true
		case r == '\'' && !quoted:
			b.WriteRune('’')
		default:
			b.WriteRune(r)
		}
		escaped = quoted && r == '\\' && !escaped
	}
	return b.String()
}

// typographic does the same to labels.
func typographic(labels layout.Labels) []string {
	var all []string
	for _, text := range labels {
		all = append(all, Typographic(text))
	}
	return all
}

// seconds returns a point in time.
func seconds(at time.Duration) string { return fmt.Sprintf("%.2f s", at.Seconds()) }

func fromTo(from, to time.Duration) string {
	return "from " + seconds(from) + " to " + seconds(to)
}

// tellBar says what a bar is.
func tellBar(b layout.Bar) string {
	what := "with " + b.Client
	if len(b.Labels) > 0 {
		what = b.Labels[0]
	}
	return what + ", " + fromTo(b.From, b.To)
}

// tellSegment says what a client's state is.
func tellSegment(client string, s layout.Segment) string {
	what := string(s.State)
	switch s.State {
	case layout.Queued:
		what = "connected, in the queue"
	case layout.Unknown:
		what = "connected; the rest is not known"
	case layout.Waiting:
		what = "asked, still waiting"
	case layout.Served:
		what = "the server looks after it"
	}
	if len(s.Labels) > 0 {
		what += ", " + s.Labels[0]
	}
	return client + ": " + what + ", " + fromTo(s.From, s.To)
}

// tellMark says what happens at a mark.
func tellMark(client string, m layout.Mark) string {
	what := string(m.Kind)
	for _, s := range shapes {
		if s.kind == m.Kind {
			what = s.does
		}
	}
	switch {
	case len(m.Labels) == 0:
	case m.Kind == recording.Reply:
		what += " (" + m.Labels[0] + ")"
	default:
		what += " " + m.Labels[0]
	}
	return client + " " + what + " at " + seconds(m.At)
}
