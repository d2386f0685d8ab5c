package owner

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestAnswersInOrder(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop, start func(func())) {
		k.says(0, "one\n", "two\n", "three\n")
		k.says(1, "hello\n")
		rest()
	})
	require.False(t, k.beside, "somebody uses the poller beside the loop: call wait and ready in the goroutine of run. As long as a socket has not been read, wait names it again, and the next worker gets the same client")
	require.Equal(t, "ONE\nTWO\nTHREE\n", k.heard[0], "call ready for each socket that wait names, one after the other")
	require.Equal(t, "HELLO\n", k.heard[1], "call ready for each socket that wait names: there may be several, and there need not be a call")
}

func TestCallsInTheLoop(t *testing.T) {
	check.Begin(t)
	called, beside := 0, false
	play(t, func(k *kernel, l *loop, start func(func())) {
		start(func() {
			l.do(func() {
				called++
				beside = !k.inLoop()
			})
		})
		rest()
		k.says(0, "hello\n") // which wakes the loop in any case
		rest()
	})
	require.False(t, beside, "f was called beside the loop, which may be using its sessions at that moment: do sends f to the loop, by l.calls, and the loop calls it")
	require.Equal(t, 1, called, "after it has served those who are ready, the loop calls each function in l.calls, once")
}

func TestWakesTheLoop(t *testing.T) {
	check.Begin(t)
	called := false
	play(t, func(k *kernel, l *loop, start func(func())) {
		rest()
		start(func() { l.do(func() { called = true }) })
		rest()
	})
	require.True(t, called, "the loop sleeps in wait and does not see that there is something to do: put f into l.calls first, and then wake the loop")
}

func TestCallsAllThatWait(t *testing.T) {
	check.Begin(t)
	var called []int
	play(t, func(k *kernel, l *loop, start func(func())) {
		for i := range 3 {
			l.calls <- func() { called = append(called, i) }
		}
		k.wake() // once for all
		rest()
	})
	require.Equal(t, []int{0, 1, 2}, called, "several calls may have made wait return only once: call everything that is in l.calls before you wait again, in its order")
}

func TestCallsWhileAClientSpeaksOn(t *testing.T) {
	check.Begin(t)
	left := 0
	play(t, func(k *kernel, l *loop, start func(func())) {
		k.says(0, slices.Repeat([]string{"more\n"}, 20)...)
		l.calls <- func() { left = k.left(0) }
		k.wake()
		rest()
	})
	require.Positive(t, left, "a client speaks without a pause, and what is in l.calls waits until it is silent: after each wait, serve who is ready, and then call all that is in l.calls")
}

func TestForgetsNoCall(t *testing.T) {
	check.Begin(t)
	var called atomic.Int64
	play(t, func(k *kernel, l *loop, start func(func())) {
		l.calls <- rest // the loop is busy for a minute
		k.wake()
		for range 2 * cap(l.calls) {
			start(func() { l.do(func() { called.Add(1) }) })
		}
		rest()
		rest()
	})
	require.EqualValues(t, 2*cap(newLoop(nil).calls), called.Load(), "do was called while there was no room in l.calls, and f has been forgotten: do waits for room")
}

func TestWaitsForRoom(t *testing.T) {
	check.Begin(t)
	var full, room *check.Call
	returned := false
	stuck := check.Bubble(t, func() {
		l := newLoop(newKernel()) // which does not run
		for len(l.calls) < cap(l.calls)-1 {
			l.calls <- func() {}
		}
		room = check.Go(func() { l.do(func() {}) })
		rest()
		full = check.Go(func() { l.do(func() {}) })
		rest()
		returned = full.Returned // too early
		for range cap(l.calls) + 1 {
			select {
			case <-l.calls:
			default:
			}
			rest()
		}
	})
	require.NoError(t, stuck, "do must return when f is in l.calls: it does not wait for more")
	check.NoPanic(t, room.Panic, "")
	check.NoPanic(t, full.Panic, "")
	require.True(t, room.Returned, "there was room in l.calls, and do has not returned: it puts f there, and wakes the loop")
	require.False(t, returned, "l.calls was full, and do has returned: it must wait for room itself. A goroutine that it starts waits as well, but the next one may overtake it, and then the calls come in the wrong order")
}

func TestEndsWhenClosed(t *testing.T) {
	check.Begin(t)
	returned := false
	k := play(t, func(k *kernel, l *loop, start func(func())) {
		rest()
		returned = k.returned // too early
		start(func() { l.do(func() { l.closed = true }) })
		rest()
		k.says(0, "hello\n") // which wakes the loop in any case
		rest()
	})
	require.False(t, returned, "run has returned although closed was not set")
	require.True(t, k.returned, "closed is true, and run has not returned: look at it before you wait")
}

func TestGivesASessionAway(t *testing.T) {
	check.Begin(t)
	var l, other *loop
	added, asked := 0, 0
	var giving *check.Call
	stuck := check.Bubble(t, func() {
		l, other = newLoop(newKernel()), newLoop(newKernel()) // they do not run
		giving = check.Go(func() { l.give(other, &Session{socket: 7}) })
		rest()
		added, asked = len(other.sessions), len(other.calls)
		for range asked {
			(<-other.calls)()
		}
	})
	require.NoError(t, stuck, "give must return at once: it does not wait for the other loop")
	check.NoPanic(t, giving.Panic, "")
	require.Zero(t, added, "give runs in the goroutine of another loop: it must not touch the sessions of this one, not even to add one")
	require.Equal(t, 1, asked, "ask the other loop to add the session: use its do")
	require.Contains(t, other.sessions, 7, "the call must add the session to the other loop")
	require.Empty(t, l.sessions, "the session belongs to the other loop alone")
}

// rest lets everybody come to rest.
func rest() { time.Sleep(time.Minute) } // of a bubble's time: nobody waits for it

// A kernel is a poller whose clients the test plays. It sees who calls it.
type kernel struct {
	mu       sync.Mutex
	sent     map[int][]string // by socket: has not been read yet
	heard    map[int]string   // by socket
	rung     bool             // by wake
	loop     string           // the goroutine that calls run
	beside   bool             // another one has used the sockets
	waits    int
	waiting  bool // somebody is in wait
	ended    bool
	returned bool          // run has
	changed  chan struct{} // lets wait look again
}

func newKernel() *kernel {
	return &kernel{
		sent:    make(map[int][]string),
		heard:   make(map[int]string),
		changed: make(chan struct{}, 1),
	}
}

// play runs a loop with two clients while f does what it does.
func play(t *testing.T, f func(k *kernel, l *loop, start func(func()))) (k *kernel) {
	t.Helper()
	var calls []*check.Call
	start := func(f func()) { calls = append(calls, check.Go(f)) }
	lost := false
	stuck := check.Bubble(t, func() {
		k = newKernel()
		l := newLoop(k)
		l.add(&Session{socket: 0})
		l.add(&Session{socket: 1})
		start(func() {
			k.change(func() { k.loop = goroutine() })
			l.run()
			k.change(func() { k.returned = true })
		})
		f(k, l, start)
		lost = k.lost()
		k.end(l)
		rest()
	})
	require.NoError(t, stuck, "the loop waits in poller.wait, and nowhere else")
	for _, call := range calls {
		check.NoPanic(t, call.Panic, "")
	}
	require.False(t, lost, "run has not come back to poller.wait: the loop waits there, and nowhere else. To receive from l.calls, or to range over it, waits as well when no call is there: len(l.calls) says how many are")
	require.LessOrEqual(t, k.waits, maxWaits, "wait names sockets again and again, and nobody reads: call ready for each of them")
	return k
}

// says makes a client send texts, each to be read by itself.
func (k *kernel) says(socket int, texts ...string) {
	k.change(func() { k.sent[socket] = append(k.sent[socket], texts...) })
}

// left returns how many texts of a client have not been read yet.
func (k *kernel) left(socket int) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.sent[socket])
}

// end makes the loop end, whatever it waits for.
func (k *kernel) end(l *loop) {
	k.change(func() { k.ended = true })
	select {
	case l.calls <- runtime.Goexit:
	default:
	}
}

func (k *kernel) change(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f()
	select {
	case k.changed <- struct{}{}:
	default:
	}
}

// lost reports whether run neither waits for the sockets nor has returned.
func (k *kernel) lost() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.waiting && !k.returned
}

// inLoop reports whether it is called in the goroutine that calls run.
func (k *kernel) inLoop() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.loop == goroutine()
}

// goroutine returns the name of the goroutine that calls it, as "goroutine 7".
func goroutine() string {
	var stack [64]byte
	name, _, _ := strings.Cut(string(stack[:runtime.Stack(stack[:], false)]), " [")
	return name
}

func (k *kernel) read(socket int, buf []byte) (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.beside = k.beside || k.loop != goroutine()
	if sent := k.sent[socket]; len(sent) > 0 {
		n = copy(buf, sent[0])
		k.sent[socket] = sent[1:]
	}
	return n
}

func (k *kernel) write(socket int, buf []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.beside = k.beside || k.loop != goroutine()
	k.heard[socket] += string(buf)
}

// maxWaits is more than any test needs.
const maxWaits = 100

func (k *kernel) wait() []int {
	time.Sleep(time.Millisecond) // everybody else goes on meanwhile
	for {
		ready, rung := k.look()
		if len(ready) > 0 || rung {
			return ready
		}
		<-k.changed
	}
}

func (k *kernel) look() (ready []int, rung bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.waiting = true
	k.beside = k.beside || k.loop != goroutine()
	if k.waits++; k.ended || k.waits > maxWaits {
		runtime.Goexit() // or it might go on for ever
	}
	for socket, sent := range k.sent {
		if len(sent) > 0 {
			ready = append(ready, socket)
		}
	}
	slices.Sort(ready)
	rung, k.rung = k.rung, false
	k.waiting = len(ready) == 0 && !rung
	return ready, rung
}

func (k *kernel) wake() {
	k.change(func() { k.rung = true })
	time.Sleep(time.Second) // the loop goes on meanwhile
}
