package main

import (
	"errors"
	"io"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// pollers are those that this system has. All must keep the same contract.
var pollers = map[string]func() (poller, error){
	"best":     newPoller,
	"portable": newNetPoller,
}

// pollerTest is a poller, a client, and the socket at the other end.
type pollerTest struct {
	poller
	t        *testing.T
	listener int
	client   *net.TCPConn
	socket   int
}

func forEveryPoller(t *testing.T, test func(*testing.T, pollerTest)) {
	for name, newPoller := range pollers {
		t.Run(name, func(t *testing.T) {
			p, err := newPoller()
			require.NoError(t, err)
			defer p.close()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			addr := l.Addr().String()
			listener, err := p.listen(l)
			require.NoError(t, err)
			defer p.remove(listener)
			client, err := net.Dial("tcp", addr)
			require.NoError(t, err)
			defer client.Close()

			pt := pollerTest{poller: p, t: t, listener: listener, client: client.(*net.TCPConn)}
			pt.expectReady(listener)
			socket, peer, err := p.accept(listener)
			require.NoError(t, err)
			require.Equal(t, client.LocalAddr().String(), peer.String())
			require.NoError(t, p.add(socket))
			pt.socket = socket
			test(t, pt)
		})
	}
}

// expectReady waits until the poller names sockets, and compares.
func (p pollerTest) expectReady(sockets ...int) {
	p.t.Helper()
	const limit = 20 * time.Second // reached only when the test fails
	deadline := time.Now().Add(limit)
	defer time.AfterFunc(limit, p.wake).Stop()
	for {
		ready := p.wait()
		if len(ready) == 0 && time.Now().Before(deadline) {
			continue // a wake that was on its way
		}
		require.Equal(p.t, sockets, slices.Clone(ready))
		return
	}
}

// expectQuiet lets the poller wait, and expects that nothing but a call of wake
// ends that.
func (p pollerTest) expectQuiet() {
	p.t.Helper()
	p.wake()
	require.Empty(p.t, p.wait())
}

// expectRead reads at most n bytes, and compares.
func (p pollerTest) expectRead(n int, want string) {
	p.t.Helper()
	buf := make([]byte, n)
	n, err := p.read(p.socket, buf)
	require.NoError(p.t, err)
	require.Equal(p.t, want, string(buf[:n]))
}

func (p pollerTest) say(text string) {
	p.t.Helper()
	_, err := io.WriteString(p.client, text)
	require.NoError(p.t, err)
}

func TestPollerIsLevelTriggered(t *testing.T) {
	forEveryPoller(t, func(t *testing.T, p pollerTest) {
		p.say("hello")
		p.expectReady(p.socket)
		p.expectReady(p.socket) // nobody has read
		p.expectRead(2, "he")
		p.expectReady(p.socket) // there is more
		p.expectRead(100, "llo")
		p.expectQuiet()
	})
}

func TestPollerNeverBlocks(t *testing.T) {
	forEveryPoller(t, func(t *testing.T, p pollerTest) {
		_, err := p.read(p.socket, make([]byte, 10))
		require.ErrorIs(t, err, errAgain)
		_, _, err = p.accept(p.listener)
		require.ErrorIs(t, err, errAgain)

		p.want(p.socket, writing)
		chunk := make([]byte, 1<<20)
		for full := false; !full; { // the client does not read
			n, err := p.write(p.socket, chunk)
			if err == nil {
				require.Positive(t, n)
				continue
			}
			require.ErrorIs(t, err, errAgain)
			p.wake()
			full = len(p.wait()) == 0
		}
		go io.Copy(io.Discard, p.client)
		p.expectReady(p.socket) // the client reads: there is room again
		p.client.Close()
	})
}

func TestPollerTellsWhatIsWanted(t *testing.T) {
	forEveryPoller(t, func(t *testing.T, p pollerTest) {
		p.say("hello")
		p.expectReady(p.socket)
		p.want(p.socket, nothing)
		p.expectQuiet()
		p.want(p.socket, writing)
		p.expectReady(p.socket)
		p.want(p.socket, reading)
		p.expectReady(p.socket)
		p.expectRead(100, "hello")
		p.expectQuiet()
	})
}

func TestPollerTellsTheEnd(t *testing.T) {
	forEveryPoller(t, func(t *testing.T, p pollerTest) {
		p.say("bye")
		require.NoError(t, p.client.CloseWrite())
		p.expectReady(p.socket)
		p.expectRead(100, "bye")
		p.expectReady(p.socket)
		_, err := p.read(p.socket, make([]byte, 10))
		require.ErrorIs(t, err, io.EOF)
	})
}

func TestPollerTellsAReset(t *testing.T) {
	forEveryPoller(t, func(t *testing.T, p pollerTest) {
		require.NoError(t, p.client.SetLinger(0))
		require.NoError(t, p.client.Close())
		p.expectReady(p.socket)
		_, err := p.read(p.socket, make([]byte, 10))
		require.Error(t, err)
		require.NotErrorIs(t, err, errAgain)
	})
}

func TestPollerNamesIPv6Clients(t *testing.T) {
	for name, newPoller := range pollers {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "[::1]:0")
			if err != nil {
				t.Skipf("no IPv6 here: %v", err)
			}
			addr := l.Addr().String()
			p, err := newPoller()
			require.NoError(t, err)
			defer p.close()
			listener, err := p.listen(l)
			require.NoError(t, err)
			defer p.remove(listener)
			client, err := net.Dial("tcp", addr)
			require.NoError(t, err)
			defer client.Close()

			pollerTest{poller: p, t: t}.expectReady(listener)
			socket, peer, err := p.accept(listener)
			require.NoError(t, err)
			defer p.remove(socket)
			require.Equal(t, client.LocalAddr().String(), peer.String())
		})
	}
}

// netPollerWith returns a netPoller that has one socket already.
func netPollerWith(t *testing.T, s *netSocket) (p *netPoller, socket int) {
	t.Helper()
	made, err := newNetPoller()
	require.NoError(t, err)
	p = made.(*netPoller)
	t.Cleanup(p.close)
	netSockets.Lock()
	defer netSockets.Unlock()
	return p, p.register(s).number
}

// TestNetPollerKeepsTheLastWords reads from a connection that brings its last
// words and their end at once, as an io.Reader may.
func TestNetPollerKeepsTheLastWords(t *testing.T) {
	p, socket := netPollerWith(t, &netSocket{conn: lastWords{}, buf: make([]byte, 10)})
	require.NoError(t, p.add(socket))
	pt := pollerTest{poller: p, t: t, socket: socket}
	pt.expectReady(socket)
	pt.expectRead(2, "by")
	pt.expectRead(10, "e")
	pt.expectReady(socket)
	_, err := p.read(socket, make([]byte, 10))
	require.ErrorIs(t, err, io.EOF)
}

type lastWords struct{ net.Conn }

func (lastWords) Read(p []byte) (int, error) { return copy(p, "bye"), io.EOF }
func (lastWords) Close() error               { return errors.New("nothing to close") }

// It reads ahead, but not over what has not been taken yet.
func TestNetPollerKeepsWhatHasNotBeenTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, conn := net.Pipe()
		p, socket := netPollerWith(t, &netSocket{conn: conn, buf: make([]byte, 10)})
		require.NoError(t, p.add(socket))
		pt := pollerTest{poller: p, t: t, socket: socket}
		go io.WriteString(client, "hello")
		synctest.Wait()
		pt.expectRead(2, "he")
		go io.WriteString(client, "world")
		synctest.Wait()
		pt.expectRead(100, "llo")
		synctest.Wait()
		pt.expectRead(100, "world")
	})
}

func TestNetPollerNamesNobodyWhoHasGone(t *testing.T) {
	p, socket := netPollerWith(t, &netSocket{conn: lastWords{}, in: []byte("bye")})
	p.want(socket, reading) // it is ready
	p.remove(socket)
	pollerTest{poller: p, t: t}.expectQuiet()
}

// It accepts ahead, but not everybody: each client that it has accepted costs a file.
func TestNetPollerAcceptsSoManyAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := crowd{accepted: new(atomic.Int64)}
		p, err := newNetPoller()
		require.NoError(t, err)
		defer p.close()
		socket, err := p.listen(listener)
		require.NoError(t, err)
		for taken := range 3 {
			synctest.Wait()
			require.EqualValues(t, mostAhead+taken, listener.accepted.Load())
			newcomer, _, err := p.accept(socket)
			require.NoError(t, err)
			p.remove(newcomer)
		}
	})
}

// A crowd is a listener to which somebody connects whenever it accepts.
type crowd struct {
	net.Listener
	accepted *atomic.Int64
}

func (c crowd) Accept() (net.Conn, error) {
	if c.accepted.Add(1) > 10*mostAhead {
		return nil, errors.New("accepts without end")
	}
	conn, _ := net.Pipe()
	return conn, nil
}

func (crowd) Close() error { return nil }

// A client may have been accepted ahead when the listener is closed.
func TestNetPollerClosesWhoWasAcceptedAhead(t *testing.T) {
	client, conn := net.Pipe()
	require.NoError(t, client.SetDeadline(time.Now().Add(20*time.Second)))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p, socket := netPollerWith(t, &netSocket{listener: listener, next: []net.Conn{conn}})
	p.remove(socket)
	_, err = client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

// Or just after that.
func TestNetPollerClosesWhoIsAcceptedTooLate(t *testing.T) {
	client, conn := net.Pipe()
	require.NoError(t, client.SetDeadline(time.Now().Add(20*time.Second)))
	listener := lateListener{accepted: make(chan net.Conn)}
	p, err := newNetPoller()
	require.NoError(t, err)
	defer p.close()
	socket, err := p.listen(listener)
	require.NoError(t, err)
	p.remove(socket)
	listener.accepted <- conn
	_, err = client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

// A lateListener accepts although it has been closed.
type lateListener struct {
	net.Listener
	accepted chan net.Conn
}

func (l lateListener) Accept() (net.Conn, error) { return <-l.accepted, nil }
func (lateListener) Close() error                { return nil }
