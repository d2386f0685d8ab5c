package slow

import (
	"bytes"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

const (
	workers = 2
	queue   = 2
)

func TestServesOthersMeanwhile(t *testing.T) {
	check.Begin(t)
	early := ""
	k := play(t, func(k *kernel, l *loop) {
		k.says(0, "slow\n")
		pause()
		k.says(1, "hello\n")
		pause()
		early = k.hears(1)
	})
	require.Equal(t, "HELLO\n", early, "while the first client's question is answered, the second one gets no answer: neither call handle in the loop, nor wait there for its result")
	require.NotEmpty(t, k.heard[0], "the slow answer must come, too, when it is ready")
}

func TestTouchesSocketsInTheLoopOnly(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) { k.says(0, "slow\n") })
	require.Equal(t, "SLOW\n", k.heard[0], "the answer must come when it is ready")
	require.False(t, k.beside, "a worker has used the poller, which belongs to the loop: bring the answer back with l.do, and write it there")
}

func TestKeepsTheOrder(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) { k.says(0, "slow\n", "quick\n", "again\n", "") })
	require.Equal(t, "SLOW\nQUICK\nAGAIN\n", k.heard[0], "the client has asked three times, and the first answer takes longest: want nothing of the client until it has its answer, and reading after that")
}

func TestKeepsBytesOfItsOwn(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) {
		k.says(0, "slow\n")
		pause()
		k.says(1, "hello\n")
	})
	require.Equal(t, "SLOW\n", k.heard[0], "l.in is the loop's, and another question has been read into it meanwhile: give the worker a copy")

	k = play(t, func(k *kernel, l *loop) {
		for socket := range workers {
			k.says(socket, "slow\n")
		}
		pause()
		k.says(workers, "queued\n") // until a worker is free
		pause()
		k.says(workers+1, "hello\n")
	})
	require.Equal(t, "QUEUED\n", k.heard[workers], "a question waits until a worker is free, and another one has been read into l.in meanwhile: make the copy before you call submit")
}

func TestForgetsAClientThatHasLeft(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) {
		k.says(0, "slow\n")
		pause()
		l.do(func() { l.remove(l.sessions[0]) })
	})
	require.Equal(t, 1, k.handled, "handle must be called for the question")
	require.Zero(t, k.strays, "the session was removed while its question was answered: look whether it is still there before you use its socket")

	k = play(t, func(k *kernel, l *loop) {
		k.says(0, "slow\n")
		pause()
		l.do(func() {
			time.Sleep(2 * hour) // the answer is ready meanwhile, and waits for the loop
			l.remove(l.sessions[0])
		})
	})
	require.Zero(t, k.strays, "the session was removed when its answer was ready and the loop had not written it yet: look in the loop whether it is still there, just before you write")
}

func TestGivesNothingToTheNextClient(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) {
		k.says(0, "slow\n")
		pause()
		l.do(func() {
			l.remove(l.sessions[0])
			l.add(&Session{socket: 0})
		})
		long()
		k.says(0, "hello\n")
	})
	require.Equal(t, "HELLO\n", k.heard[0], "a client has left, and a new one has its socket's number: the new one must get its own answers only. Compare the session, not the number")
}

func TestBoundsTheWork(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) {
		for socket := range workers + queue {
			k.says(socket, "slow\n")
			pause()
		}
	})
	for socket := range workers + queue {
		require.Equal(t, "SLOW\n", k.heard[socket], "there was room in the queue: everybody must get an answer")
	}
	require.LessOrEqual(t, k.most, workers, "too many questions are answered at the same time: hand them to the pool, which has %d workers", workers)
}

func TestRefusesWhenThePoolIsFull(t *testing.T) {
	check.Begin(t)
	const last = workers + queue
	early := ""
	k := play(t, func(k *kernel, l *loop) {
		for socket := range last + 1 {
			k.says(socket, "slow\n")
			pause()
		}
		early = k.hears(last)
		long()
		k.says(last, "hello\n")
	})
	require.Equal(t, "busy\n", early, "the workers are busy and the queue is full: submit says so at once, answer busy and a newline. The loop must not wait for room")
	require.Equal(t, "busy\nHELLO\n", k.heard[last], "a client that was refused may ask again: go on reading")
}

func TestEndsWhenTheClientHasGone(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) {
		k.says(0, "hello\n")
		pause()
		k.says(0, "")
	})
	require.Equal(t, "HELLO\n", k.heard[0], "the client has asked before it left: answer")
	require.Equal(t, 1, k.removed, "read has returned io.EOF: remove the session, once")
}

func TestIgnoresAFalseAlarm(t *testing.T) {
	check.Begin(t)
	k := play(t, func(k *kernel, l *loop) {
		k.change(func() { k.alarm[0] = true })
		pause()
		k.says(0, "hello\n")
	})
	require.Zero(t, k.removed, "wait has named a socket, and read has returned errAgain: that is no error. The client is still there, so do not remove its session")
	require.Equal(t, 1, k.handled, "wait has named a socket, and read has returned errAgain: there is no question yet, so give the pool nothing. When there is one, it must be answered")
	require.Equal(t, "HELLO\n", k.heard[0], "after a false alarm the client asks, and must get its answer")
}

// A slow answer takes an hour, of a bubble's time: nobody waits for it.
const hour = time.Hour

// pause lets everybody come to rest who does not work on a slow answer.
func pause() { time.Sleep(time.Minute) }

// long lets all the slow answers become ready.
func long() { time.Sleep(10 * hour) }

// A kernel is a poller whose clients the test plays. It sees who calls it.
type kernel struct {
	mu      sync.Mutex
	open    map[int]bool
	wants   map[int]interest
	sent    map[int][]string // has not been read yet; "" is the end
	alarm   map[int]bool     // is named once although nothing has been sent
	heard   map[int]string
	rung    bool   // by wake
	loop    string // the goroutine that calls wait
	beside  bool   // another one has used a socket
	strays  int    // how many times a socket was used that was not open
	removed int    // how many sockets were
	waits   int
	ended   bool
	changed chan struct{} // lets wait look again

	handled int // how many questions were
	now     int // are being answered
	most    int // at the same time
}

// play runs a loop with several clients while f does what it does, and until all
// answers are ready.
func play(t *testing.T, f func(k *kernel, l *loop)) (k *kernel) {
	t.Helper()
	var running *check.Call
	stuck := check.Bubble(t, func() {
		k = &kernel{
			open:    make(map[int]bool),
			wants:   make(map[int]interest),
			sent:    make(map[int][]string),
			alarm:   make(map[int]bool),
			heard:   make(map[int]string),
			changed: make(chan struct{}, 1),
		}
		l := &loop{
			poller:   k,
			sessions: make(map[int]*Session),
			in:       make([]byte, 4096),
			calls:    make(chan func(), 64),
			handle:   k.handle,
			pool:     newPool(workers, queue),
		}
		for socket := range workers + queue + 1 {
			l.add(&Session{socket: socket})
		}
		running = check.Go(l.run)
		f(k, l)
		long()
		k.change(func() { k.ended = true })
		long()
		l.pool.close()
	})
	require.NoError(t, stuck, "ready must return at once: it does one short job")
	check.NoPanic(t, running.Panic, "")
	require.LessOrEqual(t, k.waits, maxWaits, "the loop never rests: wait names a socket that you want for reading until it is read, and one that has ended until its session is removed")
	return k
}

// handle answers a question. It looks at a slow one when it has thought.
func (k *kernel) handle(question []byte) []byte {
	k.mu.Lock()
	k.handled++
	k.now++
	k.most = max(k.most, k.now)
	k.mu.Unlock()
	if strings.HasPrefix(string(question), "slow") {
		time.Sleep(hour)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now--
	return bytes.ToUpper(question)
}

// says makes a client send texts, each to be read by itself. The empty text is
// the end of its input.
func (k *kernel) says(socket int, texts ...string) {
	k.change(func() { k.sent[socket] = append(k.sent[socket], texts...) })
}

// hears returns what a client has heard so far.
func (k *kernel) hears(socket int) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.heard[socket]
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

// goroutine returns the name of the goroutine that calls it, as "goroutine 7".
func goroutine() string {
	var stack [64]byte
	name, _, _ := strings.Cut(string(stack[:runtime.Stack(stack[:], false)]), " [")
	return name
}

// use calls f for a socket, and notes who does so.
func (k *kernel) use(socket int, f func()) {
	k.change(func() {
		k.beside = k.beside || k.loop != goroutine()
		if k.open[socket] {
			f()
		} else {
			k.strays++
		}
	})
}

func (k *kernel) add(socket int) {
	k.change(func() { k.open[socket], k.wants[socket], k.heard[socket] = true, reading, "" })
}

func (k *kernel) remove(socket int) {
	k.use(socket, func() {
		k.open[socket], k.wants[socket] = false, nothing
		k.removed++
	})
}

func (k *kernel) want(socket int, what interest) {
	k.use(socket, func() { k.wants[socket] = what })
}

func (k *kernel) read(socket int, buf []byte) (n int, err error) {
	err = errAgain
	k.use(socket, func() {
		switch sent := k.sent[socket]; {
		case len(sent) == 0:
		case sent[0] == "":
			err = io.EOF
		default:
			n, err = copy(buf, sent[0]), nil
			k.sent[socket] = sent[1:]
		}
	})
	return n, err
}

func (k *kernel) write(socket int, buf []byte) {
	k.use(socket, func() { k.heard[socket] += string(buf) })
}

// maxWaits is more than any test needs.
const maxWaits = 1000

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
	k.loop = goroutine()
	if k.waits++; k.ended || k.waits > maxWaits {
		runtime.Goexit() // or it might go on for ever
	}
	for socket, wants := range k.wants {
		if wants == reading && (len(k.sent[socket]) > 0 || k.alarm[socket]) {
			ready = append(ready, socket)
		}
	}
	clear(k.alarm)
	slices.Sort(ready)
	rung, k.rung = k.rung, false
	return ready, rung
}

func (k *kernel) wake() {
	k.change(func() { k.rung = true })
}
