package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSessionAllocatesNothing follows messages through a session: the socket
// becomes ready, the loop reads, upper-cases and writes.
func TestSessionAllocatesNothing(t *testing.T) {
	for _, text := range []string{"hello\n", "été\n"} { // in place, and in a buffer of its own
		c := newConversation(t, []byte(text))
		c.exchange(t) // what the first message needs is there for all others
		perMessage := testing.AllocsPerRun(100, func() { c.exchange(t) })
		require.Zero(t, perMessage, "allocations for each %q", text)
	}
}

// BenchmarkSession measures the same path, and then without the kernel: the
// difference is what the kernel costs. Over TCP it is measured together with
// the client's own calls, one for each of the server's.
func BenchmarkSession(b *testing.B) {
	b.Run("TCP/64", func(b *testing.B) {
		c := newConversation(b, message(64))
		b.SetBytes(64)
		b.ReportAllocs()
		for b.Loop() {
			c.exchange(b)
		}
	})
	for _, size := range []int{64, readSize} {
		b.Run(fmt.Sprintf("NoKernel/%d", size), func(b *testing.B) {
			l := newLoop(&noKernel{message: message(size), ready: []int{0}})
			l.add(0, netip.AddrPort{})
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				l.turn()
			}
		})
	}
}

// A conversation is a loop and its only client.
type conversation struct {
	loop    *loop
	session *Session
	client  net.Conn
	message []byte
	want    []byte
	answer  []byte
}

func newConversation(t testing.TB, message []byte) *conversation {
	p, err := newPoller()
	require.NoError(t, err)
	t.Cleanup(p.close)
	if _, ok := p.(*netPoller); ok {
		t.Skip("this system has neither epoll nor kqueue: goroutines read and write in the loop's place")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := listener.Addr().String()
	l := newLoop(p)
	require.NoError(t, l.listen(listener, []*loop{l}))
	t.Cleanup(l.closeAll)
	client, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { client.Close() })
	client.SetDeadline(time.Now().Add(10 * time.Minute)) // a benchmark may take long

	for l.count == 0 { // accept
		l.turn()
	}
	c := &conversation{loop: l, client: client, message: message}
	c.want = bytes.ToUpper(message)
	c.answer = make([]byte, len(c.want))
	for s := range l.all {
		c.session = s
	}
	return c
}

// exchange sends a message, lets the loop answer it, and checks the answer.
func (c *conversation) exchange(t testing.TB) {
	if _, err := c.client.Write(c.message); err != nil {
		t.Fatal(err)
	}
	for c.session.looks = 1; c.session.looks > 0; { // a signal may end a turn in which nothing is ready
		c.loop.turn()
	}
	if _, err := io.ReadFull(c.client, c.answer); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(c.want, c.answer) {
		t.Fatalf("got %q, want %q", c.answer, c.want)
	}
}

// message returns a line of so many bytes.
func message(size int) []byte {
	text := slices.Repeat([]byte("The quick brown fox jumps over the lazy dog. "), size/40+1)
	return append(text[:size-1], '\n')
}

// noKernel is a poller whose only client has always just sent a message.
type noKernel struct {
	poller
	message []byte
	ready   []int
}

func (p *noKernel) add(int) error                        { return nil }
func (p *noKernel) wait() []int                          { return p.ready }
func (p *noKernel) read(_ int, buf []byte) (int, error)  { return copy(buf, p.message), nil }
func (p *noKernel) write(_ int, buf []byte) (int, error) { return len(buf), nil }
