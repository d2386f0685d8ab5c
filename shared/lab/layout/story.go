package layout

import (
	"cmp"
	"math"
	"slices"
	"time"

	"workbook/shared/lab/recording"
)

// never is later than everything.
const never = time.Duration(math.MaxInt64)

// unlogged is the place in the log of what is not in it.
const unlogged = math.MaxInt

// A story is a recording, read.
type story struct {
	server recording.Server
	end    time.Duration    // of the picture
	open   bool             // it goes on
	visits []*visit         // in the order in which the clients connected
	log    []entry          // the server's, in its order
	signal *recording.Event // the first one that the server got
	exit   *recording.Event
	waits  []*wait // in the order in which the clients asked

	times   []time.Duration // of all events, and the end of the recording
	samples []recording.Sample
	sources []recording.Excerpt
}

// A visit is what is known of one client from its coming to its leaving.
type visit struct {
	client  string
	connect time.Duration
	asks    []*ask
	floods  []*habit
	deaf    []*habit       // when it did not read
	gone    time.Duration  // the client left, or was cut off; or never
	how     recording.Kind // it went
	refused bool           // it could not even connect
	allSaid bool           // it half-closed
	marks   []Mark         // of its coming and leaving, and what it did in between

	pickUp, drop    time.Duration // when the server began and ended to look after it, or never
	pickedAt, endAt int           // the places in the log of these, or unlogged
}

// An ask is a line that a client has sent.
type ask struct {
	text        string
	bytes       int           // instead of text
	send, reply time.Duration // reply may be never
}

// An entry is a pick-up or a drop in the server's log.
type entry struct {
	visit *visit
	drop  bool
}

// read reads a recording.
func read(r recording.Recording) *story {
	s := &story{server: r.Server, end: r.Length, open: r.Open, samples: r.Samples, sources: r.Sources}
	for _, e := range r.Events {
		s.end = max(s.end, e.At)
		s.times = append(s.times, e.At)
		switch e.Source {
		case recording.Client:
			s.client(e)
		case recording.Log:
			s.logged(e)
		case recording.Lab:
			s.process(e)
		}
	}
	s.times = append(s.times, s.end)
	s.repair()
	s.waits = s.findWaits(max(r.Length/10, 250*time.Millisecond))
	return s
}

// client reads what a client did or saw.
func (s *story) client(e recording.Event) {
	if e.Kind == recording.Connect {
		s.visits = append(s.visits, &visit{
			client: e.Client, connect: e.At, gone: never,
			pickUp: never, drop: never, pickedAt: unlogged, endAt: unlogged,
		})
	}
	v := s.find(func(v *visit) bool { return v.client == e.Client && v.gone == never })
	if v == nil {
		return
	}
	switch e.Kind {
	case recording.Send:
		v.asks = append(v.asks, &ask{text: e.Text, bytes: e.Bytes, send: e.At, reply: never})
	case recording.Reply:
		for _, a := range v.asks {
			if a.reply == never {
				a.reply = e.At
				break
			}
		}
	case recording.Leave, recording.Reset, recording.CutOff, recording.HungUp, recording.Refused:
		v.gone, v.how, v.refused = e.At, e.Kind, e.Kind == recording.Refused
		v.marks = append(v.marks, Mark{At: e.At, Kind: e.Kind})
	case recording.HalfClose, recording.Flood, recording.StopReading, recording.ReadAgain:
		v.allSaid = v.allSaid || e.Kind == recording.HalfClose
		v.marks = append(v.marks, Mark{At: e.At, Kind: e.Kind})
	case recording.Connect:
		v.marks = append(v.marks, Mark{At: e.At, Kind: e.Kind})
	}
	v.change(e)
}

// process reads what the lab has seen of the server's process.
func (s *story) process(e recording.Event) {
	switch {
	case e.Kind == recording.Ended:
		s.exit = &e
	case e.Kind == recording.Signal && s.signal == nil:
		s.signal = &e
	}
}

// logged reads a line of the log.
func (s *story) logged(e recording.Event) {
	switch e.Kind {
	case recording.PickedUp:
		v := s.find(func(v *visit) bool { return v.client == e.Client && v.pickUp == never })
		if v != nil {
			v.pickUp, v.pickedAt = e.At, len(s.log)
			s.log = append(s.log, entry{visit: v})
		}
	case recording.Dropped:
		v := s.find(func(v *visit) bool { return v.client == e.Client && v.pickUp != never && v.drop == never })
		if v != nil {
			v.drop, v.endAt = e.At, len(s.log)
			s.log = append(s.log, entry{visit: v, drop: true})
		}
	}
}

// find returns the first visit for which is is true, or nil.
func (s *story) find(is func(*visit) bool) *visit {
	if i := slices.IndexFunc(s.visits, is); i >= 0 {
		return s.visits[i]
	}
	return nil
}

// repair moves what the server logged back to when it must have happened at the
// latest. On a busy machine a line of the log may be read late, even after its
// effect was seen: but a client was picked up before it was answered, and
// everything in the log happened before what follows it there.
func (s *story) repair() {
	latest := never
	for _, e := range slices.Backward(s.log) {
		v := e.visit
		if e.drop {
			v.drop = min(v.drop, latest)
			latest = v.drop
		} else {
			v.pickUp = min(v.pickUp, v.firstReply(), latest)
			latest = v.pickUp
		}
	}
	for _, v := range s.visits {
		v.pickUp = min(v.pickUp, v.firstReply()) // of a server that logs nothing
		if s.exit != nil && v.pickUp < s.exit.At {
			v.drop = min(v.drop, s.exit.At)
		}
	}
}

func (v *visit) firstReply() time.Duration {
	first := never
	for _, a := range v.asks {
		first = min(first, a.reply)
	}
	return first
}

// left returns when a client left, or when the server dropped it if that is all
// that is known.
func (v *visit) left() time.Duration { return min(v.gone, v.drop) }

// A wait is the time from an ask to its reply.
type wait struct {
	*visit
	*ask
	until    time.Duration // the reply, or the end of hope
	matters  bool          // it is a wait to speak of
	own      bool          // the client does not even read: nobody else is in the way
	pending  bool          // the reply may still come
	holders  []*visit      // whom the server was with when the client asked
	blockers []*visit      // who had to leave before the client was picked up
}

func (w *wait) length() time.Duration { return w.until - w.send }
func (w *wait) answered() bool        { return w.reply != never }

// findWaits returns a wait for every ask. One matters if the client was in the
// queue until another one left, which the order of events shows however slow
// the machine is; or if it was long, or never ended.
func (s *story) findWaits(long time.Duration) []*wait {
	var waits []*wait
	for _, v := range s.visits {
		for _, a := range v.asks {
			w := &wait{visit: v, ask: a, until: min(a.reply, v.gone, s.end)}
			for _, other := range s.visits {
				if other.pickedAt >= v.pickedAt {
					continue // behind it in the queue, or itself
				}
				if other.pickUp <= a.send && a.send < other.left() {
					w.holders = append(w.holders, other)
				}
				if v.pickedAt != unlogged && other.endAt < v.pickedAt && a.send <= other.left() {
					w.blockers = append(w.blockers, other)
				}
			}
			if a.send > v.pickUp {
				w.holders = nil // those are with other hands
			}
			w.own = v.deafTo(a) != nil
			w.pending = s.open && !w.answered() && v.gone == never && s.exit == nil
			w.matters = !w.own && (len(w.blockers) > 0 || !w.answered() && !w.pending || w.length() > long)
			waits = append(waits, w)
		}
	}
	slices.SortStableFunc(waits, func(a, b *wait) int { return cmp.Compare(a.send, b.send) })
	for _, w := range waits {
		slices.SortFunc(w.blockers, func(a, b *visit) int { return cmp.Compare(a.endAt, b.endAt) })
	}
	return waits
}
