package counter

import (
	"regexp"
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

const lost = "a client has been lost (or counted twice): another goroutine has come between the load of a number and its store. " +
	"Only a lock that is held from before the load until after the store keeps it out, and everybody must ask for the same one: " +
	"keep it in Counter, since a lock made in the method is a new one at each call"

func TestCountsTwoThatComeAtOnce(t *testing.T) {
	check.Begin(t)
	everyWay(t, func(m *moment) {
		m.meet((*Counter).Enter, (*Counter).Enter)
		m.requireClients(numbers{present: 2, total: 2})
	})
}

func TestCountsTwoThatLeaveAtOnce(t *testing.T) {
	check.Begin(t)
	everyWay(t, func(m *moment) {
		m.do((*Counter).Enter)
		m.do((*Counter).Enter)
		m.meet((*Counter).Leave, (*Counter).Leave)
		m.requireClients(numbers{present: 0, total: 2})
	})
}

func TestCountsOneThatComesWhileOneLeaves(t *testing.T) {
	check.Begin(t)
	everyWay(t, func(m *moment) {
		m.do((*Counter).Enter)
		m.meet((*Counter).Leave, (*Counter).Enter)
		m.requireClients(numbers{present: 1, total: 2})
	})
	everyWay(t, func(m *moment) {
		m.do((*Counter).Enter)
		m.meet((*Counter).Enter, (*Counter).Leave)
		m.requireClients(numbers{present: 1, total: 2})
	})
}

func TestNumbersBelongTogether(t *testing.T) {
	check.Begin(t)
	const torn = "Clients has returned one number from before a client came, and one from after it: Enter must change both under one lock, and Clients must read both under the same"
	before, after := numbers{0, 0}, numbers{1, 1}
	var saw numbers
	look := func(c *Counter) { saw.present, saw.total = c.Clients() }
	everyWay(t, func(m *moment) {
		m.meet((*Counter).Enter, look)
		require.Contains(t, []numbers{before, after}, saw, torn)
		require.False(t, m.gap, "Enter gives the lock back between its steps, and whoever waits for it may come in: change both numbers before you give it back")
	})
	everyWay(t, func(m *moment) {
		m.meet(look, (*Counter).Enter)
		require.Contains(t, []numbers{before, after}, saw, torn)
		require.False(t, m.gap, "Clients gives the lock back between its steps, and a client may come then: read both numbers before you give it back")
	})
}

// numbers is what Clients returns.
type numbers struct{ present, total int }

// everyWay runs a story again and again: with a moment after the first step of
// whoever is disturbed, then with one after the second step, and so on. At last
// come stories in which two are really at work at once. Only the race detector is
// sure to find something there.
func everyWay(t *testing.T, story func(*moment)) {
	t.Helper()
	for after := int64(1); ; after++ {
		m := &moment{t: t, after: after}
		story(m)
		came := m.came.Load()
		require.True(t, came || after > 1, "your code has changed its numbers without a step that the checks can see, so they cannot let anybody come in between. Keep both numbers in a Number, as the skeleton does, and change them with its methods")
		if !came { // there were fewer steps
			break
		}
	}
	for range 5 {
		story(&moment{t: t})
	}
}

// A moment lies between two steps that a goroutine takes with a counter. Another
// goroutine comes then.
type moment struct {
	t       *testing.T
	counter Counter
	after   int64        // so many steps; 0 lets both come at once
	steps   atomic.Int64 // so far
	came    atomic.Bool
	one     *worker
	other   *worker
	waits   bool // the other one does, since it came
	spins   bool // it does not, and gets nowhere
	gap     bool // it could have gone on, between two steps of the first one
}

// next is the moment that is to come, or nil.
var next atomic.Pointer[moment]

func init() {
	step = func() {
		switch m := next.Load(); {
		case m == nil:
		case m.came.Load():
			m.lookForGap()
		case m.steps.Add(1) == m.after:
			m.came.Store(true)
			m.other.start()
			if !rest(m.other) { // then the goroutine that takes this step goes on
				m.waits = waiting(goroutines()[m.other.id])
				m.spins = !m.waits
			}
		}
	}
}

// lookForGap is called at the steps after the moment. If the other goroutine has
// waited for a lock since then, and waits no longer, the lock was free before this
// step. That the first one has it again is luck: there is one processor, so that the
// other had no time to take it.
func (m *moment) lookForGap() {
	if current() == m.one.id && m.waits {
		m.waits = waiting(goroutines()[m.other.id])
		m.gap = m.gap || !m.waits
	}
}

// meet begins one thing and, when its moment has come, another, in two goroutines.
func (m *moment) meet(one, other func(*Counter)) {
	m.t.Helper()
	m.one = work(func() { one(&m.counter) })
	m.other = work(func() { other(&m.counter) })
	if m.after > 0 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // see lookForGap
		next.Store(m)
		m.one.start()
		rest(m.one) // it may be waiting for itself
		next.Store(nil)
	} else {
		m.one.start()
	}
	if !m.came.Load() {
		m.other.start()
	}
	m.finish(m.one, m.other)
	require.False(m.t, m.spins, "a goroutine goes round in a loop until the lock is free. That may even be right, but the checks only know locks for which a goroutine waits, as sync.Mutex. Use one of these: such a loop eats a whole processor meanwhile")
}

// do does one thing, undisturbed.
func (m *moment) do(one func(*Counter)) {
	m.t.Helper()
	w := work(func() { one(&m.counter) })
	w.start()
	m.finish(w)
}

// requireClients checks what the counter says when the story is over. In all stories
// somebody has come.
func (m *moment) requireClients(want numbers) {
	m.t.Helper()
	var got numbers
	m.do(func(c *Counter) { got.present, got.total = c.Clients() })
	require.NotZero(m.t, got.total, "clients have come, and the counter still says 0. Does Enter work on a copy? Its receiver must be a pointer, *Counter, as in the skeleton")
	require.Equal(m.t, want, got, lost)
}

// finish checks that workers come to their end.
func (m *moment) finish(workers ...*worker) {
	m.t.Helper()
	require.True(m.t, rest(workers...), "your code waits for a lock that nobody will give back: every Lock needs its Unlock, on every way out, and whoever holds a lock must not call what takes it again")
	for _, w := range workers {
		<-w.done
	}
}

// A worker is a goroutine that is watched from outside.
type worker struct {
	id          string
	once        sync.Once
	begin, done chan bool
}

// start lets the worker begin.
func (w *worker) start() { w.once.Do(func() { close(w.begin) }) }

// work returns a worker that runs f once it is told to start.
func work(f func()) *worker {
	w := &worker{begin: make(chan bool), done: make(chan bool)}
	id := make(chan string)
	go func() {
		defer close(w.done)
		id <- current()
		<-w.begin
		f()
	}()
	w.id = <-id
	return w
}

// current returns the number of the goroutine that calls it.
func current() string {
	stack := make([]byte, 64)
	return states.FindStringSubmatch(string(stack[:runtime.Stack(stack, false)]))[1]
}

// states finds a goroutine's number and state in a stack trace.
var states = regexp.MustCompile(`(?m)^goroutine (\d+) \[([^],]+)`)

// patience is for code that runs and gets nowhere.
const patience = time.Second

// rest returns when each worker has ended or waits for somebody else. It reports
// whether all have ended. It asks the runtime, since nothing else knows who waits
// for a sync.Mutex. It does not ask their channels: the race detector would take
// that for an order between workers.
func rest(workers ...*worker) (ended bool) {
	for start := time.Now(); time.Since(start) < patience; runtime.Gosched() {
		ended, busy := true, false
		for id, state := range goroutines() {
			if !slices.ContainsFunc(workers, func(w *worker) bool { return w.id == id }) {
				continue
			}
			ended = false
			busy = busy || !waiting(state)
		}
		if !busy {
			return ended
		}
	}
	return false
}

// waiting reports whether a goroutine in this state waits for another one.
func waiting(state string) bool {
	return strings.HasPrefix(state, "sync.") || strings.HasPrefix(state, "chan ") || state == "select"
}

// goroutines returns the states of all goroutines at one moment.
func goroutines() map[string]string {
	stacks := make([]byte, 1<<16)
	n := runtime.Stack(stacks, true)
	for n == len(stacks) {
		stacks = make([]byte, 2*n)
		n = runtime.Stack(stacks, true)
	}
	all := make(map[string]string)
	for _, g := range states.FindAllStringSubmatch(string(stacks[:n]), -1) {
		all[g[1]] = g[2]
	}
	return all
}
