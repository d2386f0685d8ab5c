package layout

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"workbook/shared/lab/recording"
)

// maxTurns is how many captions tell whose turn it is. After so many the reader
// has seen how it goes on.
const maxTurns = 3

// captions tells the story in a few sentences: who is silent, how the first
// question fares, and what ends the waiting.
func (s *story) captions() []Caption {
	var c captions
	c.silence(s)
	c.question(s)
	c.turns(s)
	c.troubles(s)
	slices.SortStableFunc(c, func(a, b Caption) int { return cmp.Compare(a.At, b.At) })
	for i := range c {
		c[i].Number = i + 1
	}
	return c
}

type captions []Caption

func (c *captions) add(at time.Duration, format string, args ...any) {
	*c = append(*c, Caption{At: at, Text: fmt.Sprintf(format, args...)})
}

// silence is about the first client that says nothing.
func (c *captions) silence(s *story) {
	v := s.find((*visit).silent)
	if v == nil {
		return
	}
	pickedUp := v.pickUp < v.gone
	switch {
	case s.server.Hands == recording.Workers && pickedUp:
		c.add(v.connect, "%s takes a worker and says nothing.", v.client)
	case s.server.Hands == recording.Loop && pickedUp && len(s.delays()) == 0:
		c.add(v.connect, "%s connects. The loop notes it and goes on.", v.client)
		return
	default:
		c.add(v.connect, "%s connects and says nothing.", v.client)
	}
	if len(s.delays()) == 0 && v.gone < s.end {
		c.add(v.gone, "%s leaves. Nobody else is affected.", v.client)
	}
}

// question is about the first line that had to wait or, when none had to, the
// first line.
func (c *captions) question(s *story) {
	if len(s.waits) == 0 {
		return
	}
	w := append(s.delays(), s.waits[0])[0]
	asks := w.client + " sends " + quote(w.text)
	switch {
	case !w.matters && s.server.Hands == recording.Loop:
		c.add(w.send, "%s: one short job, one reply.", asks)
	case !w.matters:
		c.add(w.send, "%s and is answered at once.", asks)
	case s.server.Hands == recording.Workers && len(w.holders) == s.server.Count:
		c.lastWorker(s, w)
		c.add(w.send, "%s. %s taken.", asks, allWorkers(s.server.Count))
	case len(w.holders) > 0:
		c.add(w.send, "%s. No reply: the server is with %s.", asks, names(w.holders))
	case w.answered():
		c.add(w.send, "%s. The reply takes its time, though nobody is in the way.", asks)
	default:
		c.add(w.send, "%s and gets no reply.", asks)
	}
}

// lastWorker is about the client that takes the last worker before w.
func (c *captions) lastWorker(s *story, w *wait) {
	last := slices.MaxFunc(w.holders, func(a, b *visit) int { return cmp.Compare(a.pickedAt, b.pickedAt) })
	switch {
	case last == s.find((*visit).silent): // has a caption
	case s.server.Count == 2:
		c.add(last.connect, "%s takes the other worker.", last.client)
	default:
		c.add(last.connect, "%s takes the last free worker.", last.client)
	}
}

// turns is about the clients that leave and make room for another one.
func (c *captions) turns(s *story) {
	var told []*visit
	inTurn := slices.SortedStableFunc(slices.Values(s.waits), func(a, b *wait) int { return cmp.Compare(a.until, b.until) })
	for _, w := range inTurn {
		if len(w.blockers) == 0 || len(told) == maxTurns {
			continue
		}
		last := w.blockers[len(w.blockers)-1]
		if slices.Contains(told, last) {
			continue
		}
		switch {
		case s.server.Hands == recording.Workers:
			c.add(last.left(), "%s leaves. Its worker turns to %s.", last.client, w.client)
		case len(told) == 0:
			c.add(last.left(), "%s leaves. Only now the server turns to %s.", last.client, w.client)
		default:
			c.add(last.left(), "%s leaves. Now it is %s's turn.", last.client, w.client)
		}
		told = append(told, last)
	}
}

// troubles is about what should not happen.
func (c *captions) troubles(s *story) {
	for _, v := range s.visits {
		for _, m := range v.marks {
			switch m.Kind {
			case recording.Refused:
				c.add(m.At, "%s cannot connect.", v.client)
			case recording.CutOff:
				c.add(m.At, "The server hangs up on %s.", v.client)
			}
		}
	}
	if s.exit != nil {
		c.add(s.exit.At, "The server's program ends. It said %s.", quote(s.exit.Text))
	}
}

// delays returns the waits that matter.
func (s *story) delays() []*wait {
	return slices.DeleteFunc(slices.Clone(s.waits), func(w *wait) bool { return !w.matters })
}

// longest returns the longest wait, and the reason for it.
func (s *story) longest() Longest {
	if len(s.waits) == 0 {
		return Longest{Time: "none", Why: "Nobody asked for anything."}
	}
	waits := s.delays()
	if len(waits) == 0 {
		waits = s.waits
	}
	w := slices.MaxFunc(waits, func(a, b *wait) int { return cmp.Compare(a.length(), b.length()) })
	return Longest{Time: w.duration(), Waits: w.matters, Why: w.why()}
}

// why returns the reason of a wait.
func (w *wait) why() string {
	switch {
	case !w.matters:
		return "Nobody waits for another client."
	case !w.answered() && len(w.holders) > 0 && w.pickUp == never:
		return fmt.Sprintf("%s gets no reply: the server is with %s.", w.client, names(w.holders))
	case !w.answered():
		return fmt.Sprintf("%s gets no reply.", w.client)
	case len(w.blockers) == 1:
		return fmt.Sprintf("%s waits until %s has left.", w.client, names(w.blockers))
	case len(w.blockers) > 1:
		return fmt.Sprintf("%s waits until %s have left.", w.client, names(w.blockers))
	}
	return fmt.Sprintf("%s's reply takes its time, though nobody is in the way.", w.client)
}
