package load

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A Flooder is a client that sends without end, and does not wait for replies.
// It takes them as they come, and compares them, too.
type Flooder struct {
	*client
	running sync.WaitGroup
	over    atomic.Bool
	err     error // of the reading half
}

// Flood connects a flooder and returns when it has its first reply, so that its
// text flows. Until then it is a client like any other.
func Flood(ctx context.Context, addr string, text Text) (*Flooder, error) {
	c, err := dial(ctx, addr, 0, text)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, c.close)
	c.patient(Patience)
	if err := c.ask(); err != nil {
		stop()
		c.close()
		return nil, fmt.Errorf("the flooder: %w", err)
	}
	c.conn.SetDeadline(time.Time{}) // from here on, Stop ends it
	f := &Flooder{client: c}
	f.running.Go(func() { f.send() })
	f.running.Go(func() { defer stop(); f.receive() })
	return f, nil
}

// batch is how many lines a flooder sends at a time.
const batch = 256

// send sends the same lines until the connection is closed. While the server
// does not read, it waits.
func (f *Flooder) send() {
	lines := bytes.Repeat(f.line, batch)
	for {
		if _, err := f.conn.Write(lines); err != nil {
			return
		}
	}
}

// receive compares what comes, in pieces of any size, with what should come.
func (f *Flooder) receive() {
	defer f.close() // or send would wait for somebody who reads
	replies := bytes.Repeat(f.message.reply, batch)
	got := make([]byte, len(replies))
	for at := 0; ; {
		n, err := f.conn.Read(got[:len(replies)-at])
		if want := replies[at : at+n]; !bytes.Equal(got[:n], want) {
			f.err = fmt.Errorf("the flooder's reply is wrong: %w", difference(got[:n], want))
			return
		}
		if at = (at + n) % len(replies); err != nil {
			if !f.over.Load() {
				f.err = fmt.Errorf("the flooder: %w", reason(err))
			}
			return
		}
	}
}

// Stop ends the flood. It returns an error if a reply was wrong or the server
// has hung up.
func (f *Flooder) Stop() error {
	f.over.Store(true)
	f.close()
	f.running.Wait()
	return f.err
}
