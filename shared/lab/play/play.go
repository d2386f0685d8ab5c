// Package play plays a scenario against a server and records what happens.
package play

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
)

const (
	// overtime is how much longer than the scenario's length a play may take.
	// A client that has no reply by then gets none.
	overtime = 3 * time.Second

	// settleTime is how long the server may take to log that everybody has left.
	settleTime = time.Second
)

// Play plays a scenario against the server at addr, from r's beginning on. It
// returns what r has recorded when all clients are done, or ctx is.
func Play(ctx context.Context, addr string, s scenario.Scenario, r *Recorder) recording.Recording {
	limited, cancel := context.WithDeadline(ctx, r.start.Add(s.Length+overtime))
	defer cancel()
	var clients sync.WaitGroup
	for _, name := range s.Clients() {
		c := &client{name: name, addr: addr, recorder: r}
		clients.Go(func() { c.act(limited, s.Of(name)) })
	}
	clients.Wait()
	length := s.Length
	if limited.Err() != nil { // some client waits still
		length = max(length, time.Since(r.start))
	}
	r.settle(ctx)
	return recording.Recording{Scenario: s.Name, Start: r.start, Length: length, Events: r.Events()}
}

// settle waits for the last lines of the log.
func (r *Recorder) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	for !r.settled() {
		select {
		case <-r.changed:
		case <-ctx.Done():
			return
		}
	}
}

// A client does its part of a scenario.
type client struct {
	name     string
	addr     string // of the server
	recorder *Recorder
	conn     net.Conn
	replies  *bufio.Reader
}

// act takes the client's steps until one fails or ctx is done.
func (c *client) act(ctx context.Context, steps []scenario.Step) {
	for _, step := range steps {
		if !c.waitFor(ctx, step.At) || !c.do(ctx, step) {
			break
		}
	}
	if c.conn != nil {
		c.conn.Close()
	}
}

// waitFor waits for a point in time, and says whether it has come.
func (c *client) waitFor(ctx context.Context, at time.Duration) bool {
	timer := time.NewTimer(time.Until(c.recorder.start.Add(at)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// do takes one step, and says whether another one can follow.
func (c *client) do(ctx context.Context, step scenario.Step) bool {
	switch step.Do {
	case scenario.Connect:
		return c.connect(ctx)
	case scenario.Send:
		return c.send(ctx, step.Text)
	case scenario.Leave:
		c.note(recording.Leave, "")
		c.conn.Close()
	}
	return true
}

func (c *client) connect(ctx context.Context) bool {
	c.note(recording.Connect, "")
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", c.addr)
	if err != nil {
		c.note(recording.Refused, err.Error())
		return false
	}
	c.recorder.name(conn.LocalAddr().String(), c.name) // the server logs this address
	c.conn, c.replies = conn, bufio.NewReader(conn)
	return true
}

// send sends a line and waits for the reply.
func (c *client) send(ctx context.Context, line string) bool {
	giveUp := context.AfterFunc(ctx, func() { c.conn.SetDeadline(time.Now()) })
	defer giveUp()
	c.note(recording.Send, line)
	_, err := c.conn.Write([]byte(line + "\n"))
	reply := ""
	if err == nil {
		reply, err = c.replies.ReadString('\n')
	}
	switch {
	case err == nil:
		c.note(recording.Reply, strings.TrimRight(reply, "\r\n"))
	case ctx.Err() == nil:
		c.note(recording.CutOff, err.Error())
	}
	return err == nil
}

func (c *client) note(kind recording.Kind, text string) {
	c.recorder.add(recording.Event{Source: recording.Client, Client: c.name, Kind: kind, Text: text})
}
