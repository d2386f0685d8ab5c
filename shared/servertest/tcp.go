package servertest

import (
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// testTCP tries over real TCP what clients may do to a server.
func (s Stage) testTCP(t *testing.T) {
	t.Parallel()
	inParallel(t, map[string]func(*testing.T){
		"Texts":              s.testTexts,
		"ByteByByte":         s.testByteByByte,
		"AnswersAtOnce":      s.testAnswersAtOnce,
		"HalfClose":          s.testHalfClose,
		"LongStream":         s.testLongStream,
		"Resets":             s.testResets,
		"SendsAndNeverReads": s.testSendsAndNeverReads,
		"Flood":              s.testFlood,
		"SilentClient":       s.testSilentClient,
		"QueueIsFair":        s.testQueueIsFair,
		"SamePortAgain":      s.testSamePortAgain,
	})
}

// texts are what a server must be able to answer, with the answers spelt out
// where they are not obvious.
var texts = []struct{ name, text, want string }{
	{"nothing", "", ""},
	{"line", "hello, world\n", "HELLO, WORLD\n"},
	{"no newline", "hello", "HELLO"},
	{"longer", "straße ﬃ ŉ\n", "STRASSE FFI ʼN\n"},
	{"shorter", "ıſ\n", "IS\n"},
	{"scripts", "ΐ привет 你好 नमस्ते שלום 🙂 ǆ 𐐨\n", upper("ΐ привет 你好 नमस्ते שלום 🙂 ǆ 𐐨\n")},
	{"unfinished", "abc\xf0\x9f\x98", "ABC\xf0\x9f\x98"},
	{"unfinished alone", "\xe4\xbd", "\xe4\xbd"},
	{"not UTF-8", "a\xffb\x80c\xc3d\xed\xa0\x80e\xf8\x88\x80\x80\x80f\n", "A\xffB\x80C\xc3D\xed\xa0\x80E\xf8\x88\x80\x80\x80F\n"},
	{"control", "a\x00b\x1b[2Jc\r\n\x04\x7f", "A\x00B\x1b[2JC\r\n\x04\x7f"},
}

func (s Stage) testTexts(t *testing.T) {
	addr, _ := s.serveTCP(t)
	for _, tt := range texts {
		t.Run(tt.name, func(t *testing.T) {
			c := dial(t, addr)
			c.send(tt.text)
			require.NoError(t, c.CloseWrite())
			c.expect(tt.want)
			c.expectEnd()
		})
	}
}

func (s Stage) testByteByByte(t *testing.T) {
	addr, _ := s.serveTCP(t)
	for _, tt := range texts {
		t.Run(tt.name, func(t *testing.T) {
			c := dial(t, addr)
			for i := range len(tt.text) {
				c.send(tt.text[i : i+1])
			}
			require.NoError(t, c.CloseWrite())
			c.expect(tt.want)
			c.expectEnd()
		})
	}
}

func (s Stage) testAnswersAtOnce(t *testing.T) {
	addr, _ := s.serveTCP(t)
	c := dial(t, addr)
	for _, step := range []struct{ send, expect string }{
		{"abc", "ABC"}, // no newline is needed
		{"caf\xc3", "CAF"},
		{"\xa9\xe4\xbd", "É"},
		{"\xa0!", "你!"},
		{"\xf0\x9fa", "\xf0\x9fA"},
	} {
		c.send(step.send)
		c.expect(step.expect)
	}
	c.leave()
}

func (s Stage) testHalfClose(t *testing.T) {
	addr, _ := s.serveTCP(t)
	c := dial(t, addr)
	text := strings.Repeat("So viel Straße, und kein Ende. ", 4000)
	go func() {
		io.WriteString(c.TCPConn, text)
		c.CloseWrite()
	}()
	c.expect(upper(text))
	c.expectEnd()
}

// testLongStream sends 64 MiB while reading the answer.
func (s Stage) testLongStream(t *testing.T) {
	addr, _ := s.serveTCP(t)
	c := dial(t, addr)
	sendAndCompare(t, c, 64)
}

// sendAndCompare sends so many mebibytes while reading the answer, and compares
// it with what was sent.
func sendAndCompare(t *testing.T, c *client, mebibytes int) {
	t.Helper()
	line := "0123456789 abcdefghijklmnopqrstuvwxyz äöü 你好\n"
	chunk := strings.Repeat(line, 1<<20/len(line))
	go func() {
		for range mebibytes {
			if _, err := io.WriteString(c.TCPConn, chunk); err != nil {
				return // the reader will miss something
			}
		}
		c.CloseWrite()
	}()
	answer := upper(line)
	buf := make([]byte, len(answer)*1024)
	lines := 0
	for {
		n, err := io.ReadFull(c.r, buf)
		require.Zero(t, n%len(answer), "the answer ends in the middle of a line")
		require.True(t, strings.Repeat(answer, n/len(answer)) == string(buf[:n]), "wrong after line %d", lines)
		lines += n / len(answer)
		if err != nil {
			require.Contains(t, []error{io.EOF, io.ErrUnexpectedEOF}, err)
			break
		}
	}
	require.Equal(t, mebibytes*len(chunk)/len(line), lines)
}

// testResets resets connections at every moment: before the server has accepted
// them, while it reads, while it writes.
func (s Stage) testResets(t *testing.T) {
	addr, _ := s.serveTCP(t)
	text := strings.Repeat("a", 64<<10)
	for i := range 1000 {
		c := dial(t, addr)
		switch i % 4 {
		case 1:
			c.send("hello\n")
		case 2:
			c.ask("hello")
		case 3:
			c.send(text[:rand.IntN(len(text))])
		}
		c.reset()
	}
	dial(t, addr).ask("still there?")
}

// testSendsAndNeverReads lets a client send until the server takes no more, and
// read only then.
func (s Stage) testSendsAndNeverReads(t *testing.T) {
	addr, _ := s.serveTCP(t)
	c := dial(t, addr)
	sent := sendUntilFull(t, c)
	if s.AtOnce != 1 {
		other := dial(t, addr)
		for range 4 {
			other.ask(strings.Repeat("b", 64<<10)) // must not get mixed up with the a's
		}
		other.leave()
	}
	go c.CloseWrite()
	got, err := io.ReadAll(c.r)
	require.NoError(t, err)
	require.Equal(t, sent, len(got))
	require.Equal(t, sent, strings.Count(string(got), "A"), "somebody else's text is among it")
}

// mostInBuffers is more than the kernels of a client and a server hold for one
// connection, in bytes.
const mostInBuffers = 48 << 20

// sendUntilFull sends the letter a until the server takes no more, and returns
// how many it took.
func sendUntilFull(t *testing.T, c *client) (sent int) {
	t.Helper()
	chunk := []byte(strings.Repeat("a", 64<<10))
	for sent < mostInBuffers {
		c.SetWriteDeadline(time.Now().Add(300 * time.Millisecond)) // full, or slow: both will do
		n, err := c.Write(chunk)
		sent += n
		if err != nil {
			c.SetWriteDeadline(time.Now().Add(limit))
			return sent
		}
	}
	require.Fail(t, "the server goes on reading from a client that does not read")
	return 0
}

// testFlood asks as a polite client while another floods the server and reads
// as fast as it can.
func (s Stage) testFlood(t *testing.T) {
	if s.AtOnce == 1 {
		t.Skip("everybody waits, as SilentClient shows")
	}
	addr, _ := s.serveTCP(t)
	flood := dial(t, addr)
	stopped := make(chan struct{}, 2)
	var answered atomic.Int64
	go func() {
		defer func() { stopped <- struct{}{} }()
		for chunk := []byte(strings.Repeat("a", 64<<10)); ; {
			if _, err := flood.Write(chunk); err != nil {
				return
			}
		}
	}()
	go func() {
		defer func() { stopped <- struct{}{} }()
		for buf := make([]byte, 64<<10); ; {
			n, err := flood.Read(buf)
			answered.Add(int64(n))
			if err != nil {
				return
			}
		}
	}()
	eventually(t, "the flood must be answered, too", func() bool { return answered.Load() > 1<<20 })
	polite := dial(t, addr)
	for range 100 {
		polite.ask("hello")
	}
	flood.reset()
	<-stopped
	<-stopped
}

func (s Stage) testSilentClient(t *testing.T) {
	addr, _ := s.serveTCP(t)
	s.trySilentClient(t, addr)
}

// trySilentClient shows over real TCP whether silent clients hold up the next:
// the order of two events tells, not the time between them.
func (s Stage) trySilentClient(t *testing.T, addr string) {
	t.Helper()
	var silent []*client
	for range max(s.AtOnce, 1) {
		c := dial(t, addr)
		c.ask("here I am")
		silent = append(silent, c)
	}
	newcomer := dial(t, addr)
	newcomer.send("hello\n")

	if s.AtOnce == 0 {
		newcomer.expect("HELLO\n") // although nobody has left
		return
	}
	var answered atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		newcomer.r.Peek(1)
		answered.Store(true)
	}()
	for _, c := range silent {
		c.ask("we are all being looked after")
	}
	require.False(t, answered.Load(), "one client too many is being looked after")
	silent[0].leave()
	<-done
	newcomer.expect("HELLO\n")
}

// testQueueIsFair lets clients queue: those who came first are served first.
func (s Stage) testQueueIsFair(t *testing.T) {
	if s.AtOnce == 0 {
		t.Skip("nobody queues")
	}
	addr, _ := s.serveTCP(t)
	var clients []*client
	for range s.AtOnce {
		c := dial(t, addr)
		c.ask("hello")
		clients = append(clients, c)
	}
	for range 8 {
		c := dial(t, addr)
		c.send("hello\n")
		clients = append(clients, c)
	}
	for i, c := range clients[s.AtOnce:] {
		clients[i].leave()
		c.expect("HELLO\n")
	}
}

// testNothingIsLeftBehind lets many clients come and go.
func (s Stage) testNothingIsLeftBehind(t *testing.T) {
	addr, _ := s.serveTCP(t)
	for range 8 { // until every part of the server has begun
		dial(t, addr).leave()
	}
	before := runtime.NumGoroutine()
	for range 500 {
		c := dial(t, addr)
		c.ask("hello")
		c.leave()
	}
	eventually(t, "goroutines are left behind", func() bool { return runtime.NumGoroutine() <= before })
}

// testSamePortAgain starts a server where another has just been, with a client.
func (s Stage) testSamePortAgain(t *testing.T) {
	var listener net.Listener
	var err error
	for range 5 { // a port that is free for a moment may go to another test
		addr, first := s.serveTCP(t)
		c := dial(t, addr)
		c.ask("hello")
		c.Close()
		first.stop()
		if listener, err = net.Listen("tcp", addr); err == nil {
			break
		}
	}
	require.NoError(t, err, "five times in a row")
	s.serve(t, listener)
	dial(t, listener.Addr().String()).ask("hello again")
}
