package layout

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"workbook/shared/lab/recording"
)

// maxManners is how many clients of a kind have captions of their own.
const maxManners = 2

// silentOnes returns the first clients that say nothing: all that come together.
func (s *story) silentOnes() (group []*visit) {
	for _, v := range s.visits {
		if v.silent() && (len(group) == 0 || v.connect-group[0].connect < s.end/20) {
			group = append(group, v)
		}
	}
	return group
}

// silence is about the first clients that say nothing.
func (c *captions) silence(s *story) {
	group := s.silentOnes()
	if len(group) == 0 {
		return
	}
	at, many := group[0].connect, len(group) > 1
	who := names(group)
	pickedUp := !slices.ContainsFunc(group, func(v *visit) bool { return v.pickUp >= v.gone })
	switch {
	case s.server.Hands == recording.Workers && pickedUp && many && len(group) == s.server.Count:
		c.add(at, "%s take every worker and say nothing.", who)
	case s.server.Hands == recording.Workers && pickedUp && many:
		c.add(at, "%s take a worker each and say nothing.", who)
	case s.server.Hands == recording.Workers && pickedUp:
		c.add(at, "%s takes a worker and says nothing.", who)
	case s.server.Hands == recording.Loop && pickedUp && len(s.delays()) == 0 && many:
		c.add(at, "%s connect. The loop notes them and goes on.", who)
		return
	case s.server.Hands == recording.Loop && pickedUp && len(s.delays()) == 0:
		c.add(at, "%s connects. The loop notes it and goes on.", who)
		return
	case many:
		c.add(at, "%s connect and say nothing.", who)
	default:
		c.add(at, "%s connects and says nothing.", who)
	}
	c.noHarm(s, group)
}

// noHarm is about clients that leave when they have held up nobody.
func (c *captions) noHarm(s *story, group []*visit) {
	if len(s.delays()) > 0 || slices.ContainsFunc(group, func(v *visit) bool { return v.gone >= s.end || s.told(v.gone) }) {
		return
	}
	group = slices.SortedStableFunc(slices.Values(group), func(a, b *visit) int { return cmp.Compare(a.gone, b.gone) })
	leaves := group[0].goes()
	if len(group) > 1 {
		leaves = strings.TrimSuffix(leaves, ".") + ", then " + names(group[1:]) + "."
	}
	c.add(group[0].gone, "%s Nobody else is affected.", leaves)
}

// goes returns a sentence about how a client goes.
func (v *visit) goes() string {
	switch v.how {
	case recording.Reset:
		return v.client + " breaks the connection."
	case recording.HungUp, recording.CutOff:
		return "The server hangs up on " + v.client + "."
	}
	return v.client + " leaves."
}

// floods is about the first clients that send without end.
func (c *captions) floods(s *story) {
	told := 0
	for _, v := range s.visits {
		if len(v.floods) == 0 || told == maxManners {
			continue
		}
		told++
		at := v.floods[0].from
		held := len(s.delays()) > 0
		switch {
		case s.server.Hands == recording.Loop && !held:
			c.add(at, "%s floods: it sends without end. The loop takes it piece by piece.", v.client)
		case s.server.Hands == recording.Workers && v.pickUp < v.gone:
			c.add(at, "%s has a worker, and floods: it sends without end.", v.client)
		default:
			c.add(at, "%s floods: it sends without end.", v.client)
		}
		c.noHarm(s, []*visit{v})
	}
}

// readers is about the first clients that stop reading.
func (c *captions) readers(s *story) {
	told := 0
	for _, v := range s.visits {
		for _, h := range v.deaf {
			if told == maxManners {
				return
			}
			told++
			c.reader(s, v, h)
		}
	}
}

// reader is about a client that does not read for a while.
func (c *captions) reader(s *story, v *visit, h *habit) {
	var own *wait // what it has sent meanwhile
	for _, w := range s.waits {
		if own == nil && w.visit == v && v.deafTo(w.ask) == h {
			own = w
		}
	}
	stuck := ""
	if h.stalled != never && v.pickUp <= h.stalled {
		stuck = " With " + size(h.onTheWay) + " on the way, " + s.stuck()
	}
	if own != nil {
		c.add(own.send, "%s sends %s and does not read the answer.%s", v.client, own.said(), stuck)
	} else {
		c.add(h.from, "%s stops reading.%s", v.client, stuck)
	}
	if h.to >= min(v.gone, s.end) || s.dies() && s.told(h.to) {
		return // it learns only that the server is gone
	}
	switch {
	case own != nil && own.answered():
		c.add(h.to, "%s reads, and gets its whole answer.", v.client)
	case stuck != "" && len(v.floods) > 0:
		c.add(h.to, "%s reads again, and the server goes on with it.", v.client)
	default:
		c.add(h.to, "%s reads again.", v.client)
	}
}

// stuck returns what becomes of the hands that are with a client that does not
// read, when all buffers are full.
func (s *story) stuck() string {
	switch s.server.Hands {
	case recording.Goroutines, recording.Workers:
		return "its " + string(s.server.Hands) + " can only wait."
	case recording.Loop:
		return "the loop lets it rest."
	}
	return "the server can only wait."
}

// partings is about clients that do not just leave.
func (c *captions) partings(s *story) {
	told := 0
	for _, v := range s.visits {
		if told == maxManners {
			return
		}
		for _, m := range v.marks {
			switch {
			case m.Kind == recording.HalfClose:
				told++
				c.add(m.At, "%s half-closes: it will send no more, and still reads.", v.client)
				if v.how == recording.HungUp && v.gone < s.end && !s.told(v.gone) {
					c.add(v.gone, "The server has answered %s and hangs up.", v.client)
				}
			case m.Kind == recording.Reset && !s.isBlocker(v) && !c.has(m.At):
				told++
				c.add(m.At, "%s", v.goes())
			}
		}
	}
}

// has says whether there is a caption for that moment.
func (c *captions) has(at time.Duration) bool {
	return slices.ContainsFunc(*c, func(told Caption) bool { return told.At == at })
}

// isBlocker says whether somebody waits for a client to leave, so that a caption
// tells of its leaving.
func (s *story) isBlocker(v *visit) bool {
	return slices.ContainsFunc(s.waits, func(w *wait) bool { return slices.Contains(w.blockers, v) })
}

// holds says what a client does while it holds the server, as "says nothing".
func (v *visit) holds() string {
	switch {
	case v.silent():
		return "says nothing"
	case len(v.deaf) > 0:
		return "does not read"
	case len(v.floods) > 0:
		return "floods"
	}
	return ""
}
