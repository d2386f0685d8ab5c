package detector

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestTellsBlockingFromNot(t *testing.T) {
	check.Begin(t)
	require.True(t, says(t, oneAtATime), "this server stays with a client until it leaves, as that of chapter 1: the other one is answered only when the silent one has left. Do you call synctest.Wait before you look, and again when the silent one has left? Is there only one silent client? Does the other one, who asks, stay until you have looked a second time?")
	require.False(t, says(t, oneGoroutineEach), "this server gives each client a goroutine, as that of chapter 2: the other one is answered. Do you call synctest.Wait before you look?")
}

func TestSeesThatTheFirstWordHoldsUp(t *testing.T) {
	check.Begin(t)
	require.True(t, says(t, firstWordInAccept), "this server waits for a client's first line before it accepts the next: it is held up by a client that is silent from the start")
}

func TestSeesThatTheRestHoldsUp(t *testing.T) {
	check.Begin(t)
	require.True(t, says(t, oneAfterTheFirstWord), "this server answers everybody's first line, and then stays with one client until it leaves: let the silent one be answered once before it falls silent, and let the other one ask twice. Do both clients leave when your first experiment is over? Or else they hold up the second one")
}

func TestSeesThatASlowServerIsNotHeldUp(t *testing.T) {
	check.Begin(t)
	require.True(t, says(t, oneAtATime), "this server stays with a client until it leaves: the other one is answered only when the silent one has left")
	require.False(t, says(t, slow), "this server thinks before it answers, but it holds up nobody: do not count on a time, and when there is no answer, see whether it comes as soon as the silent one leaves")
}

func TestSeesThatAMuteServerIsNotHeldUp(t *testing.T) {
	check.Begin(t)
	require.True(t, says(t, oneAtATime), "this server stays with a client until it leaves: the other one is answered only when the silent one has left")
	require.False(t, says(t, mute), "this server never answers, whoever leaves: that there is no answer does not yet prove that the silent one is to blame")
}

func TestLetsNoTimePass(t *testing.T) {
	check.Begin(t)
	verdict, took := judges(t, oneAtATime)
	require.True(t, verdict, "this server stays with a client until it leaves: the other one is answered only when the silent one has left")
	require.Zero(t, took, "your code lets %v pass: no time is long enough to be sure that an answer will not come. synctest.Wait lets none pass, and returns when everybody has come to rest", took)
}

func TestUsesOneSilentClient(t *testing.T) {
	check.Begin(t)
	require.True(t, says(t, atOnce(1)), "this server has one worker: one silent client holds it up")
	require.False(t, says(t, atOnce(2)), "this server has two workers, so one silent client does not hold it up: keep no more than one, and let both clients leave when an experiment is over")
}

// says returns what blocks says about a server.
func says(t *testing.T, serve func(net.Listener)) (verdict bool) {
	t.Helper()
	verdict, _ = judges(t, serve)
	return verdict
}

// judges returns what blocks says about a server, and how much of the bubble's time
// has passed until then.
func judges(t *testing.T, serve func(net.Listener)) (verdict bool, took time.Duration) {
	t.Helper()
	returned := false
	var panicked *check.Panic
	var impatient atomic.Bool
	stuck := check.Bubble(t, func() {
		l := &listener{backlog: make(chan net.Conn, 100), impatient: &impatient}
		go serve(l)
		verdicts := make(chan bool, 1)
		start := time.Now()
		asking := check.Go(func() {
			says := blocks(l.dial)
			took = time.Since(start)
			verdicts <- says
		})
		time.Sleep(24 * time.Hour) // of the bubble's time: nobody waits for it
		synctest.Wait()
		panicked = asking.Panic // and not what comes when the server has ended
		select {
		case verdict = <-verdicts:
			returned = true
		default:
		}
		l.end()
	})
	require.False(t, impatient.Load(), "a client asks again, and the server has not even read what it asked before: does your code ask twice without a look in between? Call synctest.Wait after each question, and ask again only when the first answer has come")
	require.NoError(t, stuck, "blocks must not wait for what may never come")
	check.NoPanic(t, panicked, "")
	require.True(t, returned, "blocks does not return: it waits for an answer that never comes. Call synctest.Wait, and see whether len(reply) is still 0")
	return verdict, took
}

// oneAtATime is the server of chapter 1.
func oneAtATime(l net.Listener) {
	accept(l, func(conn net.Conn) { converse(conn) })
}

// oneGoroutineEach is the server of chapter 2.
func oneGoroutineEach(l net.Listener) {
	accept(l, func(conn net.Conn) { go converse(conn) })
}

// firstWordInAccept reads each client's first line in its accept loop, as some
// servers do with a TLS handshake.
func firstWordInAccept(l net.Listener) {
	accept(l, func(conn net.Conn) {
		exchange(conn, 0)
		go converse(conn)
	})
}

// oneAfterTheFirstWord answers the first line of every client in a goroutine, and
// then looks after one at a time.
func oneAfterTheFirstWord(l net.Listener) {
	turn := make(chan struct{}, 1)
	accept(l, func(conn net.Conn) {
		go func() {
			exchange(conn, 0)
			turn <- struct{}{}
			converse(conn)
			<-turn
		}()
	})
}

// atOnce returns a server of so many workers.
func atOnce(workers int) func(net.Listener) {
	return func(l net.Listener) {
		free := make(chan struct{}, workers)
		accept(l, func(conn net.Conn) {
			free <- struct{}{}
			go func() {
				converse(conn)
				<-free
			}()
		})
	}
}

// slow holds up nobody, and takes its time.
func slow(l net.Listener) {
	accept(l, func(conn net.Conn) {
		go func() {
			for exchange(conn, 10*time.Second) == nil {
			}
		}()
	})
}

// mute listens to everybody and says nothing.
func mute(l net.Listener) {
	accept(l, func(conn net.Conn) { go io.Copy(io.Discard, conn) })
}

func accept(l net.Listener, handle func(net.Conn)) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		handle(conn)
	}
}

// converse answers a client until it leaves.
func converse(conn net.Conn) {
	for exchange(conn, 0) == nil {
	}
}

// exchange reads what a client says, thinks, and answers.
func exchange(conn net.Conn, think time.Duration) error {
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	if err != nil {
		return err
	}
	time.Sleep(think)
	_, err = conn.Write(bytes.ToUpper(buf[:n]))
	return err
}

// A listener's connections are in memory. Unlike sockets they take part in a
// bubble's rest.
type listener struct {
	backlog   chan net.Conn
	impatient *atomic.Bool // a client has asked again before the server had read what it asked first

	mu      sync.Mutex // guards what follows
	clients []net.Conn
	ended   bool
}

// dial connects a client. As with TCP, it need not have been accepted yet. When the
// server has ended, the connection is cut off: code that waits for an answer until then
// goes on, and may dial again.
func (l *listener) dial() net.Conn {
	near, server := net.Pipe()
	client := &clientEnd{Conn: near, impatient: l.impatient}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		client.Close()
		return client
	}
	l.clients = append(l.clients, client)
	l.backlog <- server
	return client
}

// end cuts off all clients and ends the server.
func (l *listener) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, client := range l.clients {
		client.Close()
	}
	close(l.backlog)
	l.ended = true
}

func (l *listener) Accept() (net.Conn, error) {
	conn, open := <-l.backlog
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (l *listener) Close() error   { return nil }
func (l *listener) Addr() net.Addr { return nil }

// A clientEnd is a client's end of a connection. It refuses to write while it writes. A
// pipe would wait for a mutex then, and a bubble in which somebody does never comes to
// rest.
type clientEnd struct {
	net.Conn
	writing   atomic.Bool
	impatient *atomic.Bool
}

func (c *clientEnd) Write(b []byte) (int, error) {
	if !c.writing.CompareAndSwap(false, true) {
		c.impatient.Store(true)
		return 0, errors.New("the client is still writing")
	}
	defer c.writing.Store(false)
	return c.Conn.Write(b)
}
