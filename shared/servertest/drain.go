package servertest

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// testDrain tries whether a graceful shutdown answers what has been sent
// before, and ends.
func (s Stage) testDrain(t *testing.T) {
	if !s.Drains {
		t.Skip("this stage dies when it is told to stop, as Program shows")
	}
	t.Parallel()
	inParallel(t, map[string]func(*testing.T){
		"Silent":             s.testDrainSilent,
		"AnswersWhatWasSent": s.testDrainAnswers,
		"Queue":              s.testDrainQueue,
		"SlowReader":         s.testDrainSlowReader,
		"NeverReads":         s.testDrainNeverReads,
		"Twice":              s.testShutdownTwice,
		"BeforeServe":        s.testShutdownBeforeServe,
	})
}

// shutdown shuts the server down and returns the result, once there is one.
func (r *serving) shutdown(ctx context.Context) <-chan error {
	result := make(chan error, 1)
	go func() { result <- r.server.Shutdown(ctx) }()
	return result
}

// wait returns what must come.
func wait(t testing.TB, result <-chan error) error {
	t.Helper()
	select {
	case err := <-result:
		return err
	case <-time.After(limit):
		require.Fail(t, "the shutdown does not end")
		return nil
	}
}

func (s Stage) testDrainSilent(t *testing.T) {
	addr, r := s.serveTCP(t)
	dial(t, addr).ask("hello")
	var clients []*client
	for range 20 { // in a pool, most of them queue
		clients = append(clients, dial(t, addr))
	}
	require.NoError(t, wait(t, r.shutdown(context.Background())))
	for _, c := range clients {
		c.expectEnd()
	}
	_, err := net.Dial("tcp", addr)
	require.Error(t, err, "the server still accepts clients")
}

func (s Stage) testDrainAnswers(t *testing.T) {
	addr, r := s.serveTCP(t)
	dial(t, addr).ask("hello")                              // the server has begun
	text := strings.Repeat("some text ", 1000) + "\xe4\xbd" // the last character is not complete
	var clients []*client
	for range 20 { // some have hardly connected
		c := dial(t, addr)
		c.send(text)
		clients = append(clients, c)
	}
	result := r.shutdown(context.Background())
	for _, c := range clients {
		c.expect(strings.ToUpper(text[:len(text)-2]) + "\xe4\xbd")
		c.expectEnd()
	}
	require.NoError(t, wait(t, result))
}

func (s Stage) testDrainQueue(t *testing.T) {
	if s.AtOnce == 0 {
		t.Skip("nobody queues")
	}
	addr, r := s.serveTCP(t)
	for range s.AtOnce {
		dial(t, addr).ask("hello") // and says no more
	}
	var queued []*client
	for range 200 {
		c := dial(t, addr)
		c.send("hello\n")
		queued = append(queued, c)
	}
	result := r.shutdown(context.Background())
	for _, c := range queued {
		c.expect("HELLO\n")
		c.expectEnd()
	}
	require.NoError(t, wait(t, result))
}

func (s Stage) testDrainSlowReader(t *testing.T) {
	addr, r := s.serveTCP(t)
	c := dial(t, addr)
	sent := sendUntilFull(t, c)
	result := r.shutdown(context.Background())
	if s.AtOnce != 1 {
		dialUntilRefused(t, addr) // the shutdown is under way
	}
	got, err := io.ReadAll(c.r)
	require.NoError(t, err)
	require.Equal(t, sent, len(got))
	require.NoError(t, wait(t, result))
}

func dialUntilRefused(t *testing.T, addr string) {
	t.Helper()
	eventually(t, "the server still accepts clients", func() bool {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
}

func (s Stage) testDrainNeverReads(t *testing.T) {
	addr, r := s.serveTCP(t)
	c := dial(t, addr)
	sendUntilFull(t, c)
	ctx, giveUp := context.WithCancel(context.Background())
	result := r.shutdown(ctx)
	dialUntilRefused(t, addr)
	select {
	case <-result:
		require.Fail(t, "the shutdown did not wait for the client")
	default:
	}
	giveUp()
	require.ErrorIs(t, wait(t, result), context.Canceled)
}

func (s Stage) testShutdownTwice(t *testing.T) {
	addr, r := s.serveTCP(t)
	dial(t, addr).ask("hello")
	first, second := r.shutdown(context.Background()), r.shutdown(context.Background())
	require.NoError(t, wait(t, first))
	require.NoError(t, wait(t, second))
	require.NoError(t, wait(t, r.shutdown(context.Background())))
}

func (s Stage) testShutdownBeforeServe(t *testing.T) {
	listener := listen(t)
	server := s.New()
	require.NoError(t, server.Shutdown(context.Background()))
	result := make(chan error, 1)
	go func() { result <- server.Serve(listener) }()
	require.Error(t, wait(t, result), "Serve after Shutdown")
	_, err := net.Dial("tcp", listener.Addr().String())
	require.Error(t, err, "the listener is still open")
}

// AnswersBacklog reports whether a server that is shut down still answers a
// client that had connected and spoken, but not been accepted, before. It is
// for servers that set a deadline for Accept when they are shut down.
func AnswersBacklog(t *testing.T, s Stage) bool {
	listener := &slowListener{TCPListener: listen(t), accepting: newEvent(), late: newEvent()}
	c := dial(t, listener.Addr().String())
	c.send("hello\n")
	r := s.serve(t, listener)
	<-listener.accepting.c
	require.NoError(t, wait(t, r.shutdown(context.Background())))
	got, _ := io.ReadAll(c.r) // cut off, the client may see an error or an end
	return string(got) == "HELLO\n"
}

// A slowListener accepts nobody before a deadline has been set, and has passed.
// Then its first look for a client fails, and so does the first look of each
// connection for text: as if a busy machine had let the time go by before they began.
type slowListener struct {
	*net.TCPListener
	accepting, late *event
	deadline        time.Time
	looked          bool
}

func (l *slowListener) Accept() (net.Conn, error) {
	l.accepting.happen()
	<-l.late.c
	if !l.looked {
		l.looked = true
		time.Sleep(time.Until(l.deadline))
		return nil, os.ErrDeadlineExceeded
	}
	conn, err := l.TCPListener.Accept()
	return &slowConn{Conn: conn}, err
}

func (l *slowListener) SetDeadline(at time.Time) error {
	defer l.late.happen()
	l.deadline = at
	return l.TCPListener.SetDeadline(at)
}

type slowConn struct {
	net.Conn
	looked bool
}

func (c *slowConn) Read(b []byte) (int, error) {
	if !c.looked {
		c.looked = true
		return 0, os.ErrDeadlineExceeded
	}
	return c.Conn.Read(b)
}

// AnswersWhoIsNoticedLate reports whether a server that is shut down still answers
// a client that had connected and spoken before, though late is how long it takes
// until the server can notice that somebody has connected or spoken. On a busy
// machine it may take so long. It is for servers that run in memory and whose
// listener has no deadline.
func AnswersWhoIsNoticedLate(t *testing.T, s Stage, late time.Duration) (answered bool) {
	synctest.Test(t, func(t *testing.T) {
		listener := &lateListener{newMemoryListener(), late}
		client := listener.dial()
		reply := Ask(client, "hello\n")
		r := s.serve(t, listener)
		synctest.Wait() // it has begun
		require.NoError(t, r.server.Shutdown(context.Background()))
		synctest.Wait()
		client.Close() // or it would wait for ever
		answered = <-reply == "HELLO\n"
		time.Sleep(late) // who is late comes to an end, too
	})
	return answered
}

type lateListener struct {
	*memoryListener
	late time.Duration
}

func (l *lateListener) Accept() (net.Conn, error) {
	conn, err := l.memoryListener.Accept()
	if err != nil {
		return nil, err
	}
	time.Sleep(l.late)
	return &lateConn{conn, l.late}, nil
}

type lateConn struct {
	net.Conn
	late time.Duration
}

func (c *lateConn) Read(b []byte) (int, error) {
	time.Sleep(c.late)
	return c.Conn.Read(b)
}
