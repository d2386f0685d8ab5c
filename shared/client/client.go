package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

const (
	retryEvery = 2 * time.Second        // between two attempts to reach the server
	slow       = 500 * time.Millisecond // a reply that takes longer is worth a word
	tick       = 100 * time.Millisecond // how often a wait is looked at

	// A server that knows no newlines cannot say where its reply ends: a pause
	// has to do. A person should not wait long for it, a pipe has time.
	shortPause = 300 * time.Millisecond
	longPause  = 3 * time.Second

	// expansion is how many times as long upper-case text can be, in bytes: the two
	// of U+0390 become six.
	expansion = 3

	window = 1 << 20 // bytes without a reply; while there are more, no input is taken
)

var newline = []byte("\n")

// A Conn is a connection of which one half can be closed: "I have said all I
// had to say, and am listening".
type Conn interface {
	io.ReadWriteCloser
	CloseWrite() error
}

// A Client sends the lines of its input to a server and prints the replies. The
// exported fields are set before Run.
//
// Whatever blocks has a goroutine of its own: reading the input, and writing to
// and reading from the connection. Run waits for all of them at once, and it
// alone knows what is going on. Only while it dials it waits for nothing else.
type Client struct {
	Addr        string               // the server's, for messages
	Dial        func() (Conn, error) // connects to it, or gives up within seconds
	In          io.Reader
	Interactive bool      // a person types In: prompt for lines, skip blank ones
	Out         io.Writer // gets the replies and nothing else
	Notes       *Notes

	input   chan []byte // lines; only the last may lack its newline; nil when all are taken
	readErr error       // what ended In, if not io.EOF
	err     error       // of Out

	pending []byte // lines without a complete reply: they are kept until they have it
	unsent  []byte // those of them that this connection has not been given yet
	reply   []byte // what has come so far of the reply to the first of them
	cut     []byte // what had come of it when the last connection ended
	late    int    // newlines still to come, for lines that are no longer pending

	conn   Conn             // nil when there is none
	out    chan []byte      // to conn; nil when that half is closed
	pieces chan piece       // from conn
	retry  <-chan time.Time // when to dial

	dialed time.Time // the last time; zero if that has brought a reply
	active time.Time // when something was last sent or received
	began  time.Time // when the wait for the next reply began; zero if none is awaited
	met    bool      // there has been a server
	told   bool      // that it is gone
}

// Run returns when the input has ended and all of it has been answered. A
// person who has ended it is not kept waiting for that.
func (c *Client) Run() error {
	c.input = make(chan []byte)
	go c.readInput(c.input)
	c.retry = time.After(0)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()

	if c.Interactive {
		c.Notes.Say("what you type goes to %s; Ctrl-C ends", c.Addr)
	}
	for !c.finished() {
		if c.Interactive && c.conn != nil && len(c.pending) == 0 {
			c.Notes.Prompt()
		}
		// A nil channel is never ready: this is how to leave a case out.
		input, out, ticks := c.input, c.out, ticker.C
		if len(c.pending) >= window {
			input = nil
		}
		if len(c.unsent) == 0 {
			out = nil
		}
		if c.idle() {
			ticks = nil
		}
		select { // blocks here until something happens
		case line, ok := <-input:
			c.take(line, ok)
		case out <- c.unsent:
			c.sent()
		case p := <-c.pieces:
			c.receive(p.data)
			if p.err != nil {
				c.lost(p.err)
			}
		case <-c.retry:
			c.connect()
		case <-ticks:
			c.review()
		}
	}
	c.disconnect()
	switch {
	case c.err != nil:
		return c.err
	case len(c.pending) > 0:
		c.Notes.Say("left without the reply")
	}
	c.Notes.End()
	return c.readErr
}

// finished reports whether there is nothing left to do.
func (c *Client) finished() bool {
	switch {
	case c.err != nil:
		return true
	case c.input != nil:
		return false
	case c.Interactive:
		return len(c.pending) == 0 || c.waited() >= slow
	default:
		return len(c.pending) == 0 && c.late == 0
	}
}

// idle reports whether there is nothing that could take too long.
func (c *Client) idle() bool {
	return c.input != nil && len(c.pending) == 0 && len(c.reply) == 0
}

// readInput makes lines of In.
func (c *Client) readInput(input chan<- []byte) {
	defer close(input)
	in := bufio.NewReaderSize(c.In, 64<<10)
	for {
		line, err := in.ReadBytes('\n') // of any length: a bufio.Scanner gives up at 64 KiB
		if len(line) > 0 {
			input <- line // even if there is an error: the last line may lack its newline
		}
		if err != nil {
			if err != io.EOF {
				c.readErr = err
			}
			return
		}
	}
}

// take takes a line of the input, or notes that there are no more.
func (c *Client) take(line []byte, ok bool) {
	if !ok {
		c.input = nil
		return
	}
	if c.Interactive {
		c.told = false
		c.Notes.Entered(bytes.HasSuffix(line, newline))
		if len(bytes.TrimSpace(line)) == 0 {
			return
		}
	}
	if len(c.pending) == 0 {
		c.began = time.Now()
	}
	c.pending = append(c.pending, line...)
	c.unsent = append(c.unsent, line...)
}

// connect dials, and sees to it that this is done again when it fails.
func (c *Client) connect() {
	conn, err := c.Dial()
	c.dialed = time.Now()
	if err != nil {
		if c.met {
			c.gone(left)
		} else {
			c.gone(fmt.Sprintf("no server at %s, %v", c.Addr, reason(err)))
		}
		c.retry = time.After(retryEvery)
		return
	}
	c.met = true
	c.conn, c.out, c.pieces = conn, make(chan []byte), make(chan piece)
	go write(conn, c.out)
	go read(conn, c.pieces)
}

// write sends what comes from out, then closes our half of the connection. It
// has a goroutine of its own because reading must go on meanwhile: a server
// whose replies nobody reads stops reading, and then both would wait for ever.
func write(conn Conn, out <-chan []byte) {
	for lines := range out {
		conn.Write(lines) // if it fails, read will notice
	}
	conn.CloseWrite()
}

// A piece is what one Read brings: part of a reply, or many replies. TCP is a
// stream of bytes and knows nothing of lines: whoever wants one must read on
// until its newline has come.
type piece struct {
	data []byte
	err  error
}

// read passes on what the server says, the last piece with an error.
func read(conn Conn, pieces chan<- piece) {
	defer close(pieces)
	for {
		buf := make([]byte, 16<<10)
		n, err := conn.Read(buf) // blocks here until the server speaks or leaves
		pieces <- piece{buf[:n], err}
		if err != nil {
			return
		}
	}
}

// sent notes that write has what was unsent.
func (c *Client) sent() {
	if !bytes.HasSuffix(c.unsent, newline) {
		c.closeOut() // no line follows one without newline
	}
	c.unsent, c.active = nil, time.Now()
}

// closeOut says that no more lines follow. Then a server need not wait for the
// rest of a character, or of a full buffer, and answers what it has kept.
func (c *Client) closeOut() {
	close(c.out)
	c.out, c.active = nil, time.Now()
}

// lost sees to it that there is a connection again.
func (c *Client) lost(err error) {
	// Half a reply is no reply, unless the server knows that we have said all,
	// or has taken leave with the very same words before.
	if err == io.EOF && len(c.reply) > 0 && (c.out == nil || bytes.Equal(c.reply, c.cut)) {
		c.settle()
	}
	c.cut = c.reply
	c.disconnect()

	// After a reply, dial at once: some servers hang up after each. One that
	// accepts us only to hang up is as good as gone.
	wait := time.Until(c.dialed.Add(retryEvery))
	if wait > 0 {
		c.gone(left)
	}
	c.retry = time.After(wait)
}

// disconnect ends the connection, if there is one, and both of its goroutines.
func (c *Client) disconnect() {
	if c.conn == nil {
		return
	}
	c.conn.Close()
	if c.out != nil {
		c.closeOut()
	}
	for range c.pieces { // until read has ended
	}
	c.conn, c.pieces = nil, nil
	c.reply, c.late = nil, 0
	// What was sent may have got lost anywhere on its way there and back. Only
	// the reply proves that it has not, so all that has none is sent again.
	c.unsent = slices.Clip(c.pending) // no room to append: the two must not share it
}

// receive prints the replies that data completes, and keeps the rest.
func (c *Client) receive(data []byte) {
	c.active = time.Now()
	whole := bytes.LastIndexByte(data, '\n') + 1
	for range bytes.Count(data[:whole], newline) {
		c.tickOff()
	}
	if whole > 0 {
		c.print(append(c.reply, data[:whole]...))
		c.reply = nil
	}
	c.reply = append(c.reply, data[whole:]...)
	if len(c.reply) > window+expansion*len(c.pending) {
		c.giveUp()
	}
}

// giveUp takes leave of a server that has said more than the reply can be, and
// still no newline.
func (c *Client) giveUp() {
	c.Notes.Say("the server answers without end: trying again in %.0f seconds", retryEvery.Seconds())
	c.settle()
	c.disconnect()
	c.retry = time.After(retryEvery)
}

// tickOff takes one more line as answered: upper-casing may change how long a
// line is, but never a newline.
func (c *Client) tickOff() {
	if c.late > 0 {
		c.late--
		return
	}
	_, c.pending, _ = bytes.Cut(c.pending, newline)
}

// settle takes what has come, without its newline, as the reply to all that is
// pending.
func (c *Client) settle() {
	c.late += bytes.Count(c.pending, newline)
	c.pending = nil
	c.print(c.reply)
	c.reply = nil
	if c.Interactive {
		c.Notes.Entered(false)
	}
}

// print prints replies, and how long they took if that was long.
func (c *Client) print(replies []byte) {
	if waited := c.waited(); waited >= slow {
		c.Notes.Say("the reply took %.1f s", waited.Seconds())
	}
	_, c.err = c.Out.Write(replies)
	c.began, c.dialed, c.told, c.cut = time.Time{}, time.Time{}, false, nil
	if len(c.pending) > 0 {
		c.began = time.Now()
	}
}

// review looks at a wait: should anything be done about it?
func (c *Client) review() {
	pause := longPause
	if c.Interactive {
		pause = shortPause
	}
	silent := time.Since(c.active)
	switch {
	case len(c.reply) > 0 && silent >= pause:
		c.settle()
	case c.out != nil && c.input == nil && len(c.unsent) == 0 && silent >= shortPause:
		c.closeOut()
	case len(c.pending) == 0 && silent >= longPause:
		c.late = 0 // they will not come any more
	case c.conn != nil && c.waited() >= slow && !(c.told && time.Since(c.dialed) < slow):
		c.Notes.Wait(c.waited())
		c.told = false // the server is back, though busy
	}
}

// waited returns how long the next reply has been awaited.
func (c *Client) waited() time.Duration {
	if c.began.IsZero() {
		return 0
	}
	return time.Since(c.began)
}

// left is said of a server that has been there. It says no more: one that is ending may
// still accept, may refuse, or may reset, and which of these it does is chance.
const left = "the server is gone"

// gone says once that there is no server.
func (c *Client) gone(what string) {
	if !c.told {
		c.Notes.Say("%s: trying again every %.0f seconds", what, retryEvery.Seconds())
	}
	c.told = true
}

// reason returns what is at the bottom of err: "connection refused", say.
func reason(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}
