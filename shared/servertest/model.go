package servertest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// testRandomConversations lets up to 200 clients do at random what clients may
// do: send text, pieces of characters and bytes that are no text, read or pause,
// close their half, reset. A model knows what each must receive, and when.
//
// A failing test prints a seed, and the shortest script it has found that fails.
// To repeat it, and to try more than the few scripts of a usual run:
//
//	go test -run Conformance/Attacks/RandomConversations ./04-pool -rapid.seed=SEED
//	go test -run Conformance/Attacks/RandomConversations ./04-pool -rapid.checks=1000
func (s Stage) testRandomConversations(t *testing.T) {
	listener := listen(t)
	setSendBuffer(t, listener, 4<<10) // the server must often keep a part of an answer
	s.serve(t, listener)
	r := rehearsal{
		addr:     listener.Addr().String(),
		polite:   s.AtOnce != 1,
		patience: limit,
	}
	tries := 1
	rapid.Check(t, func(t *rapid.T) {
		script := scripts(s.attackers(200)).Draw(t, "script")
		for range tries {
			if err := r.play(script); err != nil {
				// From now on, rapid tries hundreds of shorter scripts. Whether one
				// fails may depend on the moment.
				r.patience, tries = 100*time.Millisecond, 3
				require.NoError(t, err)
			}
		}
	})
	visit(t, r.addr)
}

// setSendBuffer asks for a size, in bytes, of the send buffer of every connection
// that listener will accept.
func setSendBuffer(t tester, listener *net.TCPListener, size int) {
	raw, err := listener.SyscallConn()
	require.NoError(t, err)
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(socket(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF, size)
	})
	require.NoError(t, errors.Join(err, failed))
}

// A rehearsal plays scripts to the server at addr.
type rehearsal struct {
	addr     string
	polite   bool          // the server has a hand left for a polite client
	patience time.Duration // how long a call of a client may take
}

// play plays a script. In the end, those who are left say that they have said
// all, and must receive the rest of their answers, and the end.
func (r rehearsal) play(s script) error {
	ask, leave, err := r.meetPolite()
	if err != nil {
		return err
	}
	defer leave()
	talkers := make(map[int]*talker)
	defer func() {
		for _, c := range talkers {
			c.conn.Close()
		}
	}()
	for i, step := range s {
		if step.verb == reads { // what has been sent before has been seen to
			err = ask()
		}
		if err = errors.Join(err, r.do(step, talkers)); err != nil {
			return fmt.Errorf("step %d, %v: %w", i+1, step, err)
		}
	}
	if err := ask(); err != nil {
		return err
	}
	for _, number := range slices.Sorted(maps.Keys(talkers)) {
		if err := talkers[number].finish(); err != nil {
			return fmt.Errorf("client %d, at its end: %w", number, err)
		}
	}
	return ask()
}

// meetPolite connects a client who asks, and waits for the answer.
func (r rehearsal) meetPolite() (ask func() error, leave func() error, err error) {
	if !r.polite {
		nothing := func() error { return nil }
		return nothing, nothing, nil
	}
	c, err := meet(r.addr, r.patience)
	if err != nil {
		return nil, nil, err
	}
	ask = func() error {
		err := errors.Join(c.send("größer?\n"), c.read(mostOwed))
		if err != nil {
			err = fmt.Errorf("the polite client: %w", err)
		}
		return err
	}
	return ask, c.conn.Close, ask()
}

// do lets one client do its step.
func (r rehearsal) do(s step, talkers map[int]*talker) (err error) {
	c := talkers[s.client]
	if c != nil && c.saidAll && s.verb == sends {
		if err := c.finish(); err != nil {
			return err
		}
		c = nil
	}
	if c == nil {
		if c, err = meet(r.addr, r.patience); err != nil {
			return err
		}
		talkers[s.client] = c
	}
	switch s.verb {
	case sends:
		return c.send(strings.Repeat(s.text, s.times))
	case reads:
		return c.read(s.most)
	case closesItsHalf:
		return c.closeHalf()
	default:
		delete(talkers, s.client)
		return errors.Join(c.conn.SetLinger(0), c.conn.Close())
	}
}

// A talker is a client of a script, with all that its model needs to know.
type talker struct {
	conn     *net.TCPConn
	patience time.Duration
	saidAll  bool
	tail     string // the beginning of a character, of what has been sent
	owed     []byte // what the server must answer by now, and the client has not received
	received int    // bytes
}

// readBuffer is how many bytes the kernel is asked to keep for a client that does
// not read. With much less, connections stall for tenths of a second.
const readBuffer = 32 << 10

func meet(addr string, patience time.Duration) (*talker, error) {
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return nil, err
	}
	c := &talker{conn: conn.(*net.TCPConn), patience: patience}
	return c, errors.Join(c.conn.SetReadBuffer(readBuffer), c.conn.SetWriteBuffer(mostOwed+mostSent))
}

func (c *talker) send(text string) error {
	if len(c.owed) > mostOwed {
		if err := c.read(mostOwed); err != nil {
			return err
		}
	}
	c.conn.SetDeadline(time.Now().Add(c.patience))
	_, err := io.WriteString(c.conn, text)
	text = c.tail + text
	n := complete(text)
	c.owed, c.tail = append(c.owed, upper(text[:n])...), text[n:]
	return err
}

func (c *talker) closeHalf() error {
	if c.saidAll {
		return nil
	}
	c.saidAll = true
	c.owed = append(c.owed, c.tail...) // goes back as it came
	return c.conn.CloseWrite()
}

var errWrong = errors.New("wrong answer")

// read expects what the client is owed, or the first part of it: it waits for
// no more than that, and for no less.
func (c *talker) read(most int) error {
	want := c.owed[:min(most, len(c.owed))]
	got := make([]byte, len(want))
	c.conn.SetDeadline(time.Now().Add(c.patience))
	n, err := io.ReadFull(c.conn, got)
	if !bytes.HasPrefix(want, got[:n]) {
		return fmt.Errorf("%w: after %d bytes came %.20q and so on, not %.20q", errWrong, c.received, got[:n], want)
	}
	if err != nil {
		return fmt.Errorf("%d of %d bytes that are owed, after %d: %w", n, len(want), c.received, err)
	}
	c.owed = c.owed[n:]
	c.received += n
	return nil
}

// finish expects the rest of what the client is owed, and then the end.
func (c *talker) finish() error {
	return errors.Join(c.closeHalf(), c.read(math.MaxInt), c.expectEnd(), c.conn.Close())
}

// expectEnd expects that the server has closed, and that nothing comes before.
func (c *talker) expectEnd() error {
	rest, err := io.ReadAll(c.conn)
	if len(rest) > 0 {
		return fmt.Errorf("%w: nothing more was owed, but %.20q came", errWrong, rest)
	}
	return err
}
