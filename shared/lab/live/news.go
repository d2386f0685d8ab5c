package live

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"workbook/shared/lab/recording"
)

// maxNews is how much of what has happened a view tells.
const maxNews = 8

// maxQuote is how many characters of a line are quoted.
const maxQuote = 40

// A news is something that has happened, in a sentence.
type news struct {
	ID   string        `json:"id"`
	At   time.Duration `json:"-"`
	Text string        `json:"text"`
}

// latest returns what has happened last, in the order of time. What clients did
// is told once, for they did the same to all servers.
func latest(recordings []recording.Recording) []news {
	all := []news{}
	for i, r := range recordings {
		with := ""
		if len(recordings) > 1 {
			with = "Stage " + r.Server.Stage[:2] + ": "
		}
		last := i == len(recordings)-1
		asked := make(map[string]time.Duration)
		for _, e := range r.Events {
			if e.Kind == recording.Send {
				asked[e.Client] = e.At
			}
			text, own := tell(e, e.At-asked[e.Client])
			switch {
			case text == "" || own && !last:
				continue
			case !own:
				text = with + text
			}
			id := fmt.Sprint(i, e.Kind, e.Client, e.At.Microseconds())
			all = append(all, news{ID: id, At: e.At, Text: text})
		}
	}
	slices.SortStableFunc(all, func(a, b news) int { return cmp.Compare(a.At, b.At) })
	return all[max(0, len(all)-maxNews):]
}

// tell puts an event into a sentence, or returns "" if it is none to speak of.
// It is the client's own if it is something that the client was told to do.
func tell(e recording.Event, waited time.Duration) (text string, own bool) {
	switch e.Kind {
	case recording.Connect:
		return e.Client + " connects.", true
	case recording.Send:
		return e.Client + " sends " + said(e) + ".", true
	case recording.Leave:
		return e.Client + " leaves.", true
	case recording.Reset:
		return e.Client + " breaks the connection.", true
	case recording.HalfClose:
		return e.Client + " will send no more.", true
	case recording.StopReading:
		return e.Client + " stops reading.", true
	case recording.ReadAgain:
		return e.Client + " reads again.", true
	case recording.Flood:
		return e.Client + " floods: it sends without end.", true
	case recording.PickedUp:
		return "the server looks after " + e.Client + ".", false
	case recording.Reply:
		return fmt.Sprintf("%s gets the reply %s after %s.", e.Client, said(e), howLong(waited)), false
	case recording.Refused:
		return e.Client + " cannot connect.", false
	case recording.CutOff, recording.HungUp:
		return "the server hangs up on " + e.Client + ".", false
	case recording.Stalled:
		return "the server takes nothing more from " + e.Client + ".", false
	case recording.Signal:
		return "the server gets " + e.Text + ".", false
	case recording.Ended:
		return "the server's program has ended.", false
	}
	return "", false
}

// said returns what was sent or replied.
func said(e recording.Event) string {
	if e.Bytes > 0 {
		return fmt.Sprintf("%d bytes", e.Bytes)
	}
	quoted := recording.Quote(e.Text)
	text := quoted[1 : len(quoted)-1]
	if runes := []rune(text); len(runes) > maxQuote {
		text = string(runes[:maxQuote-1]) + "…"
	}
	return "“" + text + "”"
}

// howLong returns a time in words.
func howLong(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.1f milliseconds", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.1f seconds", d.Seconds())
}
