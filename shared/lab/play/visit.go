package play

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
)

const (
	longestReply = 64 << 10              // is how much of a line is kept
	stall        = 20 * time.Millisecond // without a byte sent is a standstill
)

// A visit is a client's connection. What comes from the server is read all the
// time, so that it is stamped when it comes, and the end is noticed.
type visit struct {
	client   string
	conn     *net.TCPConn
	recorder *Recorder
	work     sync.WaitGroup // what reads and writes
	written  chan struct{}  // is closed when all that was to be written so far, is

	mu      sync.Mutex // guards what follows
	changed *sync.Cond // and tells of it
	asks    []*ask     // not answered yet
	line    []byte     // of the reply, so far
	deaf    time.Time  // since when the client does not read; zero: it reads
	gone    bool       // it has left
	ended   bool       // the server has

	writing    bool
	moved      time.Time // when something was written last
	sent, read int       // bytes, of all
}

// An ask is something to be answered.
type ask struct {
	line  bool // with a line, or else with size bytes
	size  int
	got   int
	flood bool
	open  bool // the flood goes on: its size grows
}

// arrive begins a visit. It returns nil if the client cannot connect.
func arrive(ctx context.Context, client, addr string, r *Recorder) *visit {
	note := recording.Event{Source: recording.Client, Client: client, Kind: recording.Connect}
	r.add(note)
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		if ctx.Err() == nil {
			note.Kind, note.Text = recording.Refused, err.Error()
			r.add(note)
		}
		return nil
	}
	r.name(conn.LocalAddr().String(), client) // the server logs this address
	return newVisit(client, conn.(*net.TCPConn), r)
}

func newVisit(client string, conn *net.TCPConn, r *Recorder) *visit {
	v := &visit{client: client, conn: conn, recorder: r, written: make(chan struct{})}
	close(v.written)
	v.changed = sync.NewCond(&v.mu)
	v.work.Go(v.listen)
	return v
}

func (v *visit) note(e recording.Event) {
	e.Source, e.Client = recording.Client, v.client
	v.recorder.add(e)
}

// ready waits until the next step can be taken: the client has its answers, or
// does not read them, or the server has hung up. It returns false if ctx is done
// before.
func (v *visit) ready(ctx context.Context) bool {
	tell := context.AfterFunc(ctx, func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.changed.Broadcast()
	})
	defer tell()
	v.mu.Lock()
	defer v.mu.Unlock()
	for v.mustWait() && ctx.Err() == nil {
		v.changed.Wait()
	}
	return ctx.Err() == nil
}

// mustWait says whether the client reads, and has not read all that it is owed.
func (v *visit) mustWait() bool {
	return len(v.asks) > 0 && !v.asks[0].open && v.deaf.IsZero() && !v.ended
}

// waits is mustWait for other goroutines.
func (v *visit) waits() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.mustWait()
}

// over says whether the server has hung up.
func (v *visit) over() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.ended
}

// do takes a step that does not end the visit.
func (v *visit) do(step scenario.Step) {
	switch step.Do {
	case scenario.Send:
		v.send(step)
	case scenario.HalfClose:
		v.halfClose()
	case scenario.StopReading:
		v.stopReading()
	case scenario.ReadAgain:
		v.readAgain()
	case scenario.Flood:
		v.flood()
	case scenario.StopFlooding:
		v.stopFlooding()
	}
}

// send sends a line, or a lot.
func (v *visit) send(step scenario.Step) {
	v.note(recording.Event{Kind: recording.Send, Text: step.Text, Bytes: step.Bytes})
	a := &ask{line: step.Bytes == 0, size: step.Bytes}
	v.expect(a)
	if a.line {
		v.write(func() error { return v.put([]byte(step.Text + "\n")) })
		return
	}
	v.write(func() error {
		for left := a.size; left > 0; left -= min(left, len(chunk)) {
			if err := v.put(chunk[:min(left, len(chunk))]); err != nil {
				return err
			}
		}
		return nil
	})
}

// chunk is what much text is made of.
var chunk = []byte(strings.Repeat("all work and no play makes a dull boy\n", 64<<10/38))

func (v *visit) expect(a *ask) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.asks = append(v.asks, a)
}

// flood begins to send without end.
func (v *visit) flood() {
	v.note(recording.Event{Kind: recording.Flood})
	a := &ask{flood: true, open: true}
	v.expect(a)
	v.write(func() error {
		for v.more(a) {
			if err := v.put(chunk); err != nil {
				return err
			}
		}
		return nil
	})
}

// more makes a flood larger by a chunk, and says whether it goes on.
func (v *visit) more(a *ask) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if a.open {
		a.size += len(chunk)
	}
	return a.open
}

// stopFlooding ends the flood. What has been sent is still owed an answer.
func (v *visit) stopFlooding() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, a := range v.asks {
		a.open = false
	}
	v.collect()
}

func (v *visit) halfClose() {
	v.note(recording.Event{Kind: recording.HalfClose})
	v.write(v.conn.CloseWrite)
}

// write has something written, after what was to be written before.
func (v *visit) write(what func() error) {
	before, done := v.written, make(chan struct{})
	v.written = done
	v.work.Go(func() {
		defer close(done)
		<-before
		if err := what(); err != nil {
			v.writeFailed(err)
		}
	})
}

// put writes, which takes as long as the server takes.
func (v *visit) put(text []byte) error {
	v.mu.Lock()
	v.writing, v.moved = true, time.Now()
	v.mu.Unlock()
	n, err := v.conn.Write(text)
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil && !v.gone {
		v.noteStall()
	}
	v.writing, v.moved = false, time.Now()
	v.sent += n
	return err
}

// writeFailed ends the visit of a client that does not read. One that reads will
// know better why.
func (v *visit) writeFailed(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.deaf.IsZero() {
		v.lost(err)
	}
}

// stopReading leaves to the kernel what the server sends. The kernel will soon
// take no more of it.
func (v *visit) stopReading() {
	v.note(recording.Event{Kind: recording.StopReading})
	v.mu.Lock()
	defer v.mu.Unlock()
	v.deaf = time.Now()
	v.conn.SetReadDeadline(v.deaf) // wakes listen
}

func (v *visit) readAgain() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.noteStall()
	v.note(recording.Event{Kind: recording.ReadAgain})
	v.deaf = time.Time{}
	v.conn.SetReadDeadline(v.deaf)
	v.changed.Broadcast()
}

// noteStall notes since when the client could not send any more because it did
// not read.
func (v *visit) noteStall() {
	if v.deaf.IsZero() || !v.writing || time.Since(v.moved) < stall {
		return
	}
	at := v.moved
	if at.Before(v.deaf) {
		at = v.deaf
	}
	v.recorder.addAt(at, recording.Event{
		Source: recording.Client, Client: v.client, Kind: recording.Stalled, Bytes: v.sent - v.read,
	})
}

// leave ends the visit, and notes how if there is a word for it.
func (v *visit) leave(how recording.Kind) {
	v.mu.Lock()
	if !v.ended {
		v.noteStall()
		v.noteFlood()
		if how != "" {
			v.note(recording.Event{Kind: how})
		}
	}
	v.gone = true
	v.changed.Broadcast()
	v.mu.Unlock()
	if how == recording.Reset {
		v.conn.SetLinger(0)
	}
	v.conn.Close()
	v.work.Wait()
}

// noteFlood notes the end of a flood, if there is one.
func (v *visit) noteFlood() {
	for _, a := range v.asks {
		if a.flood {
			v.note(recording.Event{Kind: recording.Flooded, Bytes: a.got})
		}
	}
}

// listen takes what the server sends until it hangs up.
func (v *visit) listen() {
	in := make([]byte, 64<<10)
	for v.mayRead() {
		n, err := v.conn.Read(in)
		v.mu.Lock()
		v.read += n
		v.take(in[:n])
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			v.lost(err)
		}
		v.mu.Unlock()
	}
}

// mayRead waits while the client does not read. It returns false when there is
// nothing more to read.
func (v *visit) mayRead() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	for !v.deaf.IsZero() && !v.gone && !v.ended {
		v.changed.Wait()
	}
	return !v.gone && !v.ended
}

// take counts what has come towards what was asked.
func (v *visit) take(text []byte) {
	for len(text) > 0 && len(v.asks) > 0 {
		if a := v.asks[0]; a.line {
			text = v.takeLine(text)
		} else {
			n := min(len(text), a.size-a.got)
			a.got += n
			text = text[n:]
			if n == 0 {
				return // more than was asked for
			}
		}
		v.collect()
	}
}

// takeLine takes the rest of a line and returns what comes after it.
func (v *visit) takeLine(text []byte) (rest []byte) {
	line, rest, complete := bytes.Cut(text, []byte("\n"))
	v.line = append(v.line, line[:min(len(line), longestReply-len(v.line))]...)
	if complete {
		v.asks[0].size, v.asks[0].got = 1, 1
	}
	return rest
}

// collect notes that the first ask has been answered, if it has.
func (v *visit) collect() {
	if len(v.asks) == 0 || v.asks[0].open || v.asks[0].got < max(v.asks[0].size, 1) {
		return
	}
	a := v.asks[0]
	v.asks = v.asks[1:]
	switch {
	case a.flood:
		v.note(recording.Event{Kind: recording.Flooded, Bytes: a.got})
	case a.line:
		v.note(recording.Event{Kind: recording.Reply, Text: strings.TrimRight(string(v.line), "\r")})
		v.line = nil
	default:
		v.note(recording.Event{Kind: recording.Reply, Bytes: a.got})
	}
	v.changed.Broadcast()
}

// lost notes that the server has hung up.
func (v *visit) lost(err error) {
	if v.gone || v.ended {
		return
	}
	v.ended = true
	v.noteFlood()
	if len(v.asks) == 0 && err == io.EOF {
		v.note(recording.Event{Kind: recording.HungUp})
	} else {
		v.note(recording.Event{Kind: recording.CutOff, Text: err.Error()})
	}
	v.changed.Broadcast()
}
