package owner

import "workbook/shared/upper"

// A loop owns its sessions.
type loop struct {
	poller   poller
	sessions map[int]*Session // by socket
	in, out  []byte           // for the one session whose turn it is
	calls    chan func()      // what other goroutines want done
	closed   bool             // the loop must end
}

func newLoop(p poller) *loop {
	return &loop{
		poller:   p,
		sessions: make(map[int]*Session),
		in:       make([]byte, 4096),
		calls:    make(chan func(), 64),
	}
}

// add begins a session. Only the loop itself may call it.
func (l *loop) add(s *Session) { l.sessions[s.socket] = s }

// A Session is one client's state. Only its loop may touch it.
type Session struct {
	socket int
	text   upper.Stream
}

// ready answers what the client has sent. To keep this short, there is always room
// for the answer, and no client leaves.
func (s *Session) ready(l *loop) {
	n := l.poller.read(s.socket, l.in)
	l.out = s.text.Append(l.out[:0], l.in[:n])
	l.poller.write(s.socket, l.out)
}

// A poller is what the loop needs of the operating system. All methods but wake
// belong to the loop's goroutine.
type poller interface {
	// read returns what has been received, as much as fits, or 0.
	read(socket int, buf []byte) (n int)

	// write sends buf.
	write(socket int, buf []byte)

	// wait blocks until there is something to read at some sockets, or until a
	// call of wake. It names a socket as long as there is something to read.
	wait() (sockets []int)

	// wake makes wait return, or the next call of it. Any goroutine may call it.
	wake()
}
