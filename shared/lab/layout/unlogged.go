package layout

import "time"

// leaverBefore returns the client that left just before a wait ended. Of a
// server whose log is not known, it may be whom the server was with.
func (s *story) leaverBefore(w *wait) (leaver *visit) {
	for _, v := range s.visits {
		if v != w.visit && v.gone <= w.until && w.until-v.gone < s.end/20+100*time.Millisecond {
			if leaver == nil || leaver.gone <= v.gone {
				leaver = v
			}
		}
	}
	return leaver
}

// guesses is about the replies of a server whose log is not known.
func (c *captions) guesses(s *story) {
	if !s.server.Unlogged {
		return
	}
	told := make(map[*visit]bool)
	for _, w := range s.delays() {
		leaver := s.leaverBefore(w)
		if !w.answered() || leaver == nil || told[leaver] || len(told) == maxTurns {
			continue
		}
		told[leaver] = true
		c.add(leaver.gone, "%s Now %s gets its reply: it seems to have waited for %s.", leaver.goes(), w.client, leaver.client)
	}
}

// guess returns the likely reason of a wait.
func (s *story) guess(w *wait) string {
	switch leaver := s.leaverBefore(w); {
	case !w.matters:
		return "No reply takes long."
	case !w.answered():
		return w.client + " gets no reply. Why is not known."
	case leaver != nil:
		return "It seems that " + w.client + " waits until " + leaver.client + " has left."
	}
	return w.client + "'s reply takes its time. Why is not known."
}
