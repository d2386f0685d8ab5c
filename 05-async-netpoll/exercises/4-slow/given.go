package slow

import "errors"

// A Session is one client's state. Only its loop may touch it.
type Session struct {
	socket int
}

// A loop owns its sessions.
type loop struct {
	poller   poller
	sessions map[int]*Session // by socket
	in       []byte           // for the one session whose turn it is
	calls    chan func()      // what other goroutines want done
	closed   bool             // the loop must end

	handle func(question []byte) (answer []byte) // may take long
	pool   *pool
}

// run is the event loop.
func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() {
			l.sessions[socket].ready(l)
		}
		for len(l.calls) > 0 {
			call := <-l.calls
			call()
		}
	}
}

// do makes the loop call f, soon, in its own goroutine. It may be called by any
// other.
func (l *loop) do(f func()) {
	l.calls <- f
	l.poller.wake()
}

// add begins a session.
func (l *loop) add(s *Session) {
	l.sessions[s.socket] = s
	l.poller.add(s.socket)
}

// remove ends a session. The next client may get the same number.
func (l *loop) remove(s *Session) {
	delete(l.sessions, s.socket)
	l.poller.remove(s.socket)
}

// A pool has a fixed number of workers and a queue of a fixed length.
type pool struct{ jobs chan func() }

func newPool(workers, queue int) *pool {
	p := &pool{jobs: make(chan func(), queue)}
	for range workers {
		go func() {
			for job := range p.jobs {
				job()
			}
		}()
	}
	return p
}

// submit makes a worker call job. It does not block: it returns false when all
// workers are busy and the queue is full.
func (p *pool) submit(job func()) bool {
	select {
	case p.jobs <- job:
		return true
	default:
		return false
	}
}

// close ends the workers when they have done what is in the queue.
func (p *pool) close() { close(p.jobs) }

// A poller is what the loop needs of the operating system. All methods but wake
// belong to the loop's goroutine. Readiness is level-triggered.
type poller interface {
	add(socket int)    // which is wanted for reading
	remove(socket int) // and close it
	want(socket int, what interest)
	read(socket int, buf []byte) (n int, err error)
	write(socket int, buf []byte)
	wait() (sockets []int)
	wake()
}

// An interest is what a socket is waited for.
type interest int

const (
	nothing interest = iota
	reading          // there is something to read
)

// errAgain means: nothing can be done without blocking, try again when ready.
var errAgain = errors.New("try again when ready")
