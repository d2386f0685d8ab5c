package layout

import (
	"fmt"
	"slices"
	"time"
)

// clean is the status of a program that has ended by itself, and content.
const clean = "exit status 0"

// dies says whether a signal has ended the server without more ado.
func (s *story) dies() bool {
	return s.signal != nil && s.exit != nil && s.exit.Status != clean
}

// owed returns the waits that were not over when the server got a signal.
func (s *story) owed() (all []*wait) {
	for _, w := range s.waits {
		if s.signal != nil && w.send <= s.signal.At && s.signal.At <= w.until {
			all = append(all, w)
		}
	}
	return all
}

// unpaid returns those of the owed answers that never came.
func (s *story) unpaid() (all []*wait) {
	for _, w := range s.owed() {
		if !w.answered() {
			all = append(all, w)
		}
	}
	return all
}

// ending is about a server that gets a signal.
func (c *captions) ending(s *story) {
	if s.signal == nil {
		return
	}
	gets := "The server gets " + s.signal.Text
	owed, unpaid := visitsOf(s.owed()), visitsOf(s.unpaid())
	switch {
	case s.dies() && len(unpaid) > 0:
		c.add(s.signal.At, "%s and dies. %s.", gets, neverAnswered(unpaid))
		return
	case s.dies():
		c.add(s.signal.At, "%s and dies.", gets)
		return
	case len(owed) > 0:
		c.add(s.signal.At, "%s. It owes %s an answer.", gets, names(owed))
	default:
		c.add(s.signal.At, "%s. It owes nobody an answer.", gets)
	}
	switch {
	case s.exit == nil:
	case len(unpaid) > 0:
		c.add(s.exit.At, "The server ends. %s.", neverAnswered(unpaid))
	case len(owed) > 0:
		c.add(s.exit.At, "All have their answers. The server ends by itself, with status 0.")
	default:
		c.add(s.exit.At, "The server ends by itself, with status 0.")
	}
}

// neverAnswered returns a sentence about clients, without its full stop.
func neverAnswered(visits []*visit) string {
	if len(visits) == 1 {
		return names(visits) + " never gets its answer"
	}
	return names(visits) + " never get their answers"
}

func visitsOf(waits []*wait) (visits []*visit) {
	for _, w := range waits {
		visits = append(visits, w.visit)
	}
	return visits
}

// told says whether what happens at a time belongs to the ending, and is told
// there.
func (s *story) told(at time.Duration) bool {
	return s.signal != nil && s.exit != nil && at >= s.signal.At
}

// lastResult returns the result, with what the ending adds to it.
func (s *story) lastResult(so Longest) Longest {
	unpaid := s.unpaid()
	switch {
	case s.exit == nil || len(s.owed()) == 0:
	case len(unpaid) > 0:
		so = Longest{Time: unpaid[0].duration(), Waits: true} // it asked first
		so.Why = fmt.Sprintf("%s: the server died of %s.", neverAnswered(visitsOf(unpaid)), s.signal.Text)
		if !s.dies() {
			so.Why = neverAnswered(visitsOf(unpaid)) + "."
		}
	default:
		so.Why += " All are answered before the end."
		if own := visitsOf(slices.DeleteFunc(s.owed(), func(w *wait) bool { return !w.own })); len(own) > 0 {
			so.Why += fmt.Sprintf(" (%s did not read: that wait does not count.)", names(own))
		}
	}
	return so
}
