package backpressure

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

const (
	bufferSize = 16 // of the loop
	plenty     = 1000
)

var flood = strings.Repeat("0123456789", 10)

const restless = "everything is written, and there is nothing to read, and the loop calls ready again and again: want nothing of the socket that you write to, since it nearly always has room"

func TestPassesOnWhatFits(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.says, to.room = "hello\n", plenty
	k.turns(t)
	require.Equal(t, "hello\n", to.hears, "there is room for everything: read what from has received, and write it to the other socket")
	from.says = "bye\n"
	k.turns(t)
	require.Equal(t, "hello\nbye\n", to.hears, "the first text is written, and the second one is not read: when nothing is left, set pending to nil and want reading. A slice of no bytes is not nil")
	from.says = flood
	k.turns(t)
	require.False(t, k.greedy, "the relay has read more than once in one turn: if the sender never stops, nobody else has a turn. Read once, and return: wait names the socket again")
	require.False(t, k.restless, restless)
}

func TestTakesNoMoreThanItCanKeep(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.says, to.room = flood, 2
	k.turns(t)
	require.Equal(t, "01", to.hears, "there is room for two bytes: write them")
	taken := len(flood) - len(from.says)
	require.LessOrEqual(t, taken, bufferSize, "the receiver does not read, and the relay reads on: what it keeps grows without end. Do not read while something is pending")
}

func TestRestsWhileThereIsNoRoom(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.says, to.room = flood, 2
	k.turns(t)
	require.Equal(t, "01", to.hears, "there is room for two bytes: write them")
	require.False(t, k.restless, "nothing can be done before there is room, and the loop calls ready again and again: wait names a socket that you want for reading until it has been read. Want nothing of it")
}

func TestWaitsWhenThereIsNoRoomAtAll(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.says = "hello\n"
	k.turns(t)
	require.Zero(t, from.removed, "errAgain is no error: the receiver does not read, but it has not gone")
	to.room = plenty
	k.turns(t)
	require.Equal(t, "hello\n", to.hears, "write has returned errAgain: keep the whole text until there is room")
}

func TestGoesOnWhenThereIsRoom(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.says = flood
	kept := 0
	for range len(flood) {
		to.room = 3
		k.turns(t)
		kept = max(kept, len(flood)-len(from.says)-len(to.hears))
	}
	require.Equal(t, flood, to.hears, "there is room for three bytes at a time: in the end everything must have come, in its order, and once. When what was pending is written, set pending to nil and want reading again")
	require.LessOrEqual(t, kept, bufferSize, "you have read while something was pending: if the receiver takes a little at a time, what you keep grows without end. When ready is called and something is pending, write, and do not read")
	k.restless, to.room = false, plenty
	k.turns(t)
	require.False(t, k.restless, restless)
}

func TestIgnoresAFalseAlarm(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.alarm, to.room = true, plenty
	k.turns(t)
	require.Zero(t, from.removed, "wait has named a socket, and read has returned errAgain: that is no error. Return, and read when it is named again")
	from.says = "hello\n"
	k.turns(t)
	require.Equal(t, "hello\n", to.hears, "after a false alarm the relay must go on: nothing was read, so want what you have wanted before")
}

func TestKeepsBytesOfItsOwn(t *testing.T) {
	check.Begin(t)
	k := newKernel(2)
	k.sockets[0].says, k.sockets[1].room = "hello\n", 2
	k.turns(t)
	k.sockets[2].says, k.sockets[3].room = "another text\n", plenty
	k.turns(t)
	require.Equal(t, "another text\n", k.sockets[3].hears, "a relay whose receiver sleeps must not hold up another relay")
	k.sockets[1].room = plenty
	k.turns(t)
	require.Equal(t, "hello\n", k.sockets[1].hears, "l.in is the loop's, and another relay has read into it meanwhile: keep a copy of what is left")
	require.False(t, k.restless, restless)
}

func TestEndsWhenEverythingIsWritten(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.says, from.ends, to.room = "hello\n", true, 2
	k.turns(t)
	require.Zero(t, from.removed, "the sender has closed its half, but something is pending: the relay ends when that is written")
	to.room = plenty
	k.turns(t)
	require.Equal(t, "hello\n", to.hears, "what was pending must be written before the relay ends")
	require.Equal(t, 1, from.removed, "the input has ended, and everything is written: remove the relay, once")
}

func TestEndsWhenTheReceiverHasGone(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	from, to := k.sockets[0], k.sockets[1]
	from.says, to.err = "hello\n", errors.New("connection reset by peer")
	k.turns(t)
	require.Equal(t, 1, from.removed, "write has failed, and not with errAgain: there is nobody to pass anything on to, so remove the relay, once")
}

// A kernel is a poller and a loop whose clients the test plays.
type kernel struct {
	sockets  []*socket // each relay has two
	relays   []*relay
	loop     *loop
	restless bool // the loop has found a relay ready too many times
	spun     bool // a relay has written too many times in its turn
	greedy   bool // a relay has read more than once in its turn
}

// A socket's client is what the test says it is.
type socket struct {
	says    string // has been sent, and not yet read by the relay
	ends    bool   // after that, it has closed its half
	alarm   bool   // it is named once although nothing has been sent
	room    int    // how many bytes it has room for
	err     error  // what a write returns
	hears   string
	wants   interest
	reads   int // in this turn
	writes  int // in this turn
	removed int // how many times
}

func newKernel(relays int) *kernel {
	k := &kernel{}
	for i := range relays {
		k.sockets = append(k.sockets, &socket{wants: reading}, &socket{})
		k.relays = append(k.relays, &relay{from: 2 * i, to: 2*i + 1})
	}
	k.loop = &loop{poller: k, in: make([]byte, bufferSize), remove: k.remove}
	return k
}

// turns runs the loop until no relay is ready any more.
func (k *kernel) turns(t *testing.T) {
	t.Helper()
	check.Finishes(t, func() {
		for range 200 {
			rests := true
			for _, r := range k.relays {
				if k.isReady(r) {
					rests = false
					k.sockets[r.from].reads, k.sockets[r.to].writes = 0, 0
					r.ready(k.loop)
				}
			}
			if rests {
				return
			}
		}
		k.restless = true
	}, "ready must return at once: it does one short job")
	require.False(t, k.spun, "write has returned errAgain, and your code calls it again and again: meanwhile the loop serves nobody else. Want writing, and return")
}

func (k *kernel) isReady(r *relay) bool {
	return k.sockets[r.from].isReady() || k.sockets[r.to].isReady()
}

func (s *socket) isReady() bool {
	switch s.wants {
	case reading:
		return s.says != "" || s.ends || s.alarm
	case writing:
		return s.room > 0 || s.err != nil
	default:
		return false
	}
}

func (k *kernel) remove(r *relay) {
	for _, s := range []*socket{k.sockets[r.from], k.sockets[r.to]} {
		s.wants = nothing
		s.removed++
	}
}

func (k *kernel) read(number int, buf []byte) (int, error) {
	s := k.sockets[number]
	s.reads++
	k.greedy = k.greedy || s.reads > 1
	s.alarm = false
	switch {
	case s.says != "":
		n := copy(buf, s.says)
		s.says = s.says[n:]
		return n, nil
	case s.ends:
		return 0, io.EOF
	default:
		return 0, errAgain
	}
}

func (k *kernel) write(number int, buf []byte) (int, error) {
	s := k.sockets[number]
	if s.writes++; s.writes > 10 {
		k.spun = true
		runtime.Goexit() // or it might go on for ever
	}
	switch {
	case s.err != nil:
		return 0, s.err
	case s.room == 0:
		return 0, errAgain
	default:
		n := min(len(buf), s.room)
		s.room -= n
		s.hears += string(buf[:n])
		return n, nil
	}
}

func (k *kernel) want(number int, what interest) {
	if s := k.sockets[number]; s.removed == 0 {
		s.wants = what
	}
}
