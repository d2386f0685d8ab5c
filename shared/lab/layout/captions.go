package layout

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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
	c.floods(s)
	c.readers(s)
	c.question(s)
	c.turns(s)
	c.guesses(s)
	c.partings(s)
	c.troubles(s)
	c.ending(s)
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

// question is about the first line that had to wait or, when none had to, the
// first line.
func (c *captions) question(s *story) {
	waits := append(s.delays(), s.others()...)
	if len(waits) == 0 {
		return
	}
	w := waits[0]
	asks := w.client + " sends " + w.said()
	switch {
	case !w.matters && s.server.Hands == recording.Loop:
		c.add(w.send, "%s: one short job, one reply.", asks)
	case !w.matters:
		c.add(w.send, "%s and is answered at once.", asks)
	case s.server.Hands == recording.Workers && len(w.holders) > 0 && len(w.holders) == s.server.Count:
		c.lastWorker(s, w)
		c.add(w.send, "%s. %s taken.", asks, allWorkers(s.server.Count))
	case len(w.holders) > 0:
		c.add(w.send, "%s. No reply: the server is with %s.", asks, names(w.holders))
	case w.answered() && s.server.Unlogged:
		c.add(w.send, "%s and gets no reply for a while.", asks)
	case w.answered():
		c.add(w.send, "%s. The reply takes its time, though nobody is in the way.", asks)
	case w.pending:
		c.add(w.send, "%s and has no reply yet.", asks)
	default:
		c.add(w.send, "%s and gets no reply.", asks)
	}
}

// lastWorker is about the client that takes the last worker before w.
func (c *captions) lastWorker(s *story, w *wait) {
	last := slices.MaxFunc(w.holders, func(a, b *visit) int { return cmp.Compare(a.pickedAt, b.pickedAt) })
	switch {
	case slices.Contains(s.silentOnes(), last): // has a caption
	case s.server.Count == 1:
		c.add(last.connect, "%s takes the only worker.", last.client)
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
			c.add(last.left(), "%s Its worker turns to %s.", last.goes(), w.client)
		case len(told) == 0:
			c.add(last.left(), "%s Only now the server turns to %s.", last.goes(), w.client)
		default:
			c.add(last.left(), "%s Now it is %s's turn.", last.goes(), w.client)
		}
		told = append(told, last)
	}
}

// troubles is about what should not happen.
func (c *captions) troubles(s *story) {
	for _, v := range s.visits {
		for _, m := range v.marks {
			switch {
			case m.Kind == recording.Refused:
				c.add(m.At, "%s cannot connect.", v.client)
			case s.told(m.At):
			case m.Kind == recording.HungUp && !v.allSaid, m.Kind == recording.CutOff:
				c.add(m.At, "The server hangs up on %s.", v.client)
			}
		}
	}
	switch {
	case s.exit == nil || s.signal != nil:
	case s.exit.Text != "":
		c.add(s.exit.At, "The server's program ends. It said %s.", quote(s.exit.Text))
	case strings.HasPrefix(s.exit.Status, "signal: "):
		c.add(s.exit.At, "A signal ends the server's program.")
	default:
		c.add(s.exit.At, "The server's program ends.")
	}
}

// delays returns the waits that matter.
func (s *story) delays() []*wait {
	return slices.DeleteFunc(slices.Clone(s.waits), func(w *wait) bool { return !w.matters })
}

// others returns the waits that are not the client's own doing. Those that have
// only just begun are none yet.
func (s *story) others() []*wait {
	return slices.DeleteFunc(slices.Clone(s.waits), func(w *wait) bool { return w.own || w.pending && !w.matters })
}

// longest returns the longest wait, and the reason for it.
func (s *story) longest() Longest {
	w := s.longestWait()
	switch {
	case w == nil && s.open && len(s.queue()) > 0:
		return Longest{Time: "none yet", Why: s.queued()}
	case w == nil && len(s.waits) == 0:
		return Longest{Time: "none", Why: "Nobody asked for anything."}
	case w == nil: // who does not read waits for nobody
		return s.lastResult(Longest{Time: "none", Why: "Nobody waits for another client."})
	}
	so := Longest{Time: w.duration(), Waits: w.matters, Why: w.why()}
	switch {
	case s.server.Unlogged:
		so.Why = s.guess(w)
	case s.open && !w.matters && len(s.queue()) > 0:
		so.Why = s.queued()
	}
	return s.lastResult(so)
}

// queue returns the clients that have connected, and that the server has not
// picked up.
func (s *story) queue() (all []*visit) {
	for _, v := range s.visits {
		if !s.server.Unlogged && s.exit == nil && v.pickUp == never && v.gone == never {
			all = append(all, v)
		}
	}
	return all
}

// queued says who is in the queue.
func (s *story) queued() string {
	all := s.queue()
	if len(all) == 1 {
		return names(all) + " is in the queue: the server has not picked it up."
	}
	return names(all) + " are in the queue: the server has not picked them up."
}

// longestWait returns the longest wait that matters, or, if none does, the
// longest one, or nil.
func (s *story) longestWait() *wait {
	waits := s.delays()
	if len(waits) == 0 {
		waits = s.others()
	}
	if len(waits) == 0 {
		return nil
	}
	return slices.MaxFunc(waits, func(a, b *wait) int { return cmp.Compare(a.length(), b.length()) })
}

// why returns the reason of a wait.
func (w *wait) why() string {
	switch {
	case !w.matters:
		return "Nobody waits for another client."
	case w.pending && len(w.holders) > 0 && w.pickUp == never:
		return fmt.Sprintf("%s waits: the server is with %s.", w.client, names(w.holders))
	case w.pending:
		return fmt.Sprintf("%s waits for its reply.", w.client)
	case !w.answered() && len(w.holders) > 0 && w.pickUp == never:
		return fmt.Sprintf("%s gets no reply: the server is with %s.", w.client, names(w.holders))
	case !w.answered():
		return fmt.Sprintf("%s gets no reply.", w.client)
	case len(w.blockers) > 0 && !slices.ContainsFunc(w.blockers, func(v *visit) bool { return v.how != recording.HungUp }):
		return fmt.Sprintf("%s waits until the server hangs up on %s.", w.client, names(w.blockers))
	case len(w.blockers) == 1:
		return fmt.Sprintf("%s waits until %s has left.", w.client, names(w.blockers))
	case len(w.blockers) > 1:
		return fmt.Sprintf("%s waits until %s have left.", w.client, names(w.blockers))
	}
	return fmt.Sprintf("%s's reply takes its time, though nobody is in the way.", w.client)
}
