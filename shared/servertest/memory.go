package servertest

import (
	"bytes"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Answered reports whether a server answers a newcomer while so many other
// clients are connected and say nothing. It is a proof, not a measurement: the
// server runs in memory, in a bubble of [testing/synctest], and Answered
// reports false only when every goroutine has come to rest, so that nothing
// could bring the answer but one of the silent clients leaving. When one does,
// the newcomer must be answered after all.
func Answered(t *testing.T, s Stage, silent int) (answered bool) {
	InMemory(t, s, func(dial func() net.Conn) {
		var others []net.Conn
		for range silent {
			others = append(others, dial())
		}
		synctest.Wait() // the server has seen to the silent ones

		reply := Ask(dial(), "hello\n")
		synctest.Wait() // everything has come to rest

		if answered = len(reply) > 0; !answered {
			require.NotEmpty(t, others, "not answered although nobody else is there")
			others[0].Close()
			synctest.Wait()
			require.NotEmpty(t, reply, "not answered although a silent client has left")
		}
		require.Equal(t, "HELLO\n", <-reply)
	})
	return answered
}

// Ask sends a line, and returns a channel that gets as many bytes of an answer,
// once they have come.
func Ask(client net.Conn, line string) <-chan string {
	reply := make(chan string, 1)
	go io.WriteString(client, line)
	go func() {
		buf := make([]byte, len(line))
		io.ReadFull(client, buf)
		reply <- string(buf)
	}()
	return reply
}

// Goroutines returns how many goroutines more there are when so many clients
// are connected.
func Goroutines(t *testing.T, s Stage, clients int) (more int) {
	InMemory(t, s, func(dial func() net.Conn) {
		synctest.Wait()
		before := inBubble()
		require.Positive(t, before, "the runtime no longer says which goroutines are in a bubble")
		for range clients {
			dial()
		}
		synctest.Wait()
		more = inBubble() - before
	})
	return more
}

// inBubble counts the goroutines of the bubble: others of this process may come
// and go meanwhile.
func inBubble() int {
	stacks := make([]byte, 1<<20)
	for {
		n := runtime.Stack(stacks, true)
		if n < len(stacks) {
			return bytes.Count(stacks[:n], []byte("synctest bubble"))
		}
		stacks = make([]byte, 2*len(stacks))
	}
}

// InMemory calls f in a bubble of [testing/synctest] in which a server runs. f
// gets a function that connects a client. Afterwards InMemory cuts off all
// clients and stops the server.
func InMemory(t *testing.T, s Stage, f func(dial func() net.Conn)) {
	t.Helper()
	if s.SocketsOnly {
		t.Skip("this server needs sockets")
	}
	synctest.Test(t, func(t *testing.T) {
		l := newMemoryListener()
		s.serve(t, l)
		defer l.closeClients()
		f(l.dial)
	})
}

func (s Stage) testMemory(t *testing.T) {
	if s.SocketsOnly {
		t.Skip("this server needs sockets")
	}
	s.tryFailingAccepts(t)
	if s.AtOnce == 0 {
		require.True(t, Answered(t, s, 100), "a newcomer must be answered, whoever else is silent")
		return
	}
	require.True(t, Answered(t, s, s.AtOnce-1), "with room for one more, a newcomer must be answered")
	require.False(t, Answered(t, s, s.AtOnce), "the newcomer is one too many: it must wait")
}

// tryFailingAccepts lets Accept fail three times, as it does while the process is
// out of files. The server must neither give up nor spin.
func (s Stage) tryFailingAccepts(t *testing.T) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &failingListener{memoryListener: newMemoryListener(), failures: 3}
		s.serve(t, l)
		defer l.closeClients()
		reply := Ask(l.dial(), "hello\n")
		synctest.Wait()
		require.Empty(t, reply, "Accept has failed: the server must pause before it tries again")
		time.Sleep(time.Minute) // of the bubble's time
		require.NotEmpty(t, reply, "Accept has failed for a while, and the server does not accept any more")
	})
}

// A failingListener fails to accept for a while. One goroutine may call Accept.
type failingListener struct {
	*memoryListener
	failures int
}

func (l *failingListener) Accept() (net.Conn, error) {
	if l.failures > 0 {
		l.failures--
		return nil, os.NewSyscallError("accept", syscall.EMFILE)
	}
	return l.memoryListener.Accept()
}

// A memoryListener is a net.Listener whose connections are those of net.Pipe.
// Unlike sockets they take part in a bubble's rest.
type memoryListener struct {
	backlog chan net.Conn
	clients []net.Conn
	late    *event // the deadline has passed
	closed  *event
}

// An event happens once.
type event struct {
	once sync.Once
	c    chan struct{}
}

func newEvent() *event { return &event{c: make(chan struct{})} }

func (e *event) happen() { e.once.Do(func() { close(e.c) }) }

func newMemoryListener() *memoryListener {
	return &memoryListener{
		backlog: make(chan net.Conn, 4096),
		late:    newEvent(),
		closed:  newEvent(),
	}
}

// dial returns a client's connection. As with TCP, it need not have been
// accepted yet.
func (l *memoryListener) dial() net.Conn {
	client, server := net.Pipe()
	l.clients = append(l.clients, client)
	l.backlog <- server
	return client
}

func (l *memoryListener) closeClients() {
	for _, client := range l.clients {
		client.Close()
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.backlog:
		return conn, nil
	case <-l.late.c:
		return nil, os.ErrDeadlineExceeded
	case <-l.closed.c:
		return nil, net.ErrClosed
	}
}

// SetDeadline sets the one deadline that a server ever sets: its last.
func (l *memoryListener) SetDeadline(at time.Time) error {
	time.AfterFunc(time.Until(at), l.late.happen)
	return nil
}

func (l *memoryListener) Close() error {
	l.closed.happen()
	return nil
}

func (l *memoryListener) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "memory"} }
