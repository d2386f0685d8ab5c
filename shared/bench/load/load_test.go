package load

import (
	"bytes"
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestText(t *testing.T) {
	t.Parallel()
	m := Plain(64).message(7)
	require.Len(t, m.line, 64)
	require.Equal(t, "client 000007 message 000000000: the quick brown fox jumps over\n", string(m.line))
	m.next()
	require.Contains(t, string(m.line), "client 000007 message 000000001: the")
	require.Contains(t, string(m.reply), "CLIENT 000007 MESSAGE 000000001: THE")
	m.number = 1_234_567_888
	m.next()
	require.Contains(t, string(m.line), "message 234567889: the")

	m = Expensive(1000).message(0)
	require.LessOrEqual(t, len(m.line), 1000)
	require.Greater(t, len(m.line), 995)
	require.Contains(t, string(m.reply), "ΑΙΗΙΩΙ", "U+1FB3 is U+0391 U+0399 in full upper-case")
	require.Len(t, Plain(1).message(0).line, minSize)
}

func TestDifferenceIsNamed(t *testing.T) {
	t.Parallel()
	m := Plain(64).message(7)
	require.NoError(t, m.check(bytes.ToUpper(m.line)))
	wrong := bytes.ToUpper(m.line)
	wrong[34] = 'h'
	require.EqualError(t, m.check(wrong),
		`the reply to message 0 is wrong: from byte 34 on it is "hE QUICK BROWN F"..., expected was "HE QUICK BROWN F"...`)
	wrong = bytes.ToUpper(m.line)
	wrong[63] = '!'
	require.ErrorContains(t, m.check(wrong), `from byte 63 on it is "!", expected was "\n"`)
}

// The clients of a server that does as it should.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	all, err := Connect(ctx, serve(t, conn.answer), 20, Plain(64), while)
	require.NoError(t, err)
	defer all.Close()
	require.Equal(t, 20, all.Len())
	require.False(t, all.Limited)
	var begun, ended atomic.Bool
	result, err := all.Run(ctx, Window{
		Warm: 5 * time.Millisecond, Length: 50 * time.Millisecond,
		Begin: func() { begun.Store(true) }, End: func() { ended.Store(true) },
	})
	require.NoError(t, err)
	require.True(t, begun.Load() && ended.Load())
	require.Positive(t, result.Messages)
	require.Equal(t, result.Messages, result.Latency.TotalCount())
	require.GreaterOrEqual(t, result.Length, 50*time.Millisecond)
	require.Positive(t, result.Latency.ValueAtQuantile(50))
	require.LessOrEqual(t, result.Latency.ValueAtQuantile(50), result.Latency.ValueAtQuantile(99.9))

	_, err = all.Run(ctx, Window{Length: time.Millisecond})
	require.NoError(t, err, "they can go on")
}

func TestMessagesOfTheWarmUpDoNotCount(t *testing.T) {
	t.Parallel()
	answered, warm := new(atomic.Int64), int64(0)
	all, err := Connect(within(t), serve(t, func(c conn) {
		for {
			line, err := c.line()
			if err != nil {
				return
			}
			answered.Add(1)
			c.Write(line)
		}
	}), 1, Plain(64), while)
	require.NoError(t, err)
	defer all.Close()
	result, err := all.Run(within(t), Window{
		Warm: 20 * time.Millisecond, Length: 20 * time.Millisecond,
		Begin: func() { warm = answered.Load() },
	})
	require.NoError(t, err)
	require.Positive(t, warm)
	require.LessOrEqual(t, result.Messages, answered.Load()-warm+1, "one may be under way")
}

// Faults of a server are errors that say what is wrong.
func TestFaults(t *testing.T) {
	t.Parallel()
	after := func(n int, then func(conn)) func(conn) {
		return func(c conn) {
			for range n {
				line, _ := c.line()
				c.Write(line)
			}
			then(c)
		}
	}
	for name, c := range map[string]struct {
		server func(conn)
		want   string
	}{
		"garbles a letter": {after(3, func(c conn) {
			line, _ := c.line()
			line[33] = 't'
			c.Write(line)
			hang(c)
		}), `the reply to message 3 is wrong: from byte 33 on it is "tHE QUICK BROWN "..., expected was "THE`},
		"takes an old reply": {after(2, func(c conn) {
			line, _ := c.line()
			line[30] = '1'
			c.Write(line)
			hang(c)
		}), `the reply to message 2 is wrong: from byte 30 on it is "1: THE`},
		"garbles and hangs up": {
			after(1, func(c conn) { c.Write([]byte("client")) }),
			`the reply to message 1 is wrong: from byte 0 on it is "client", expected was "CLIENT 000000 ME"...`,
		},
		"answers too little": {after(1, func(c conn) {
			line, _ := c.line()
			c.Write(append(line[:50], '\n'))
			hang(c)
		}), `the reply to message 1 is wrong: from byte 50 on it is "\n", expected was "OX JUMPS OVER\n"`},
		"says too much": {after(1, func(c conn) {
			line, _ := c.line()
			c.Write(append(line, '!'))
			c.answer()
		}), `the reply to message 2 is wrong: from byte 0 on it is "!`},
		"hangs up": {after(2, func(c conn) {
			line, _ := c.line()
			c.Write(line[:10])
			c.Conn.(*net.TCPConn).CloseWrite()
			hang(c)
		}), `message 2 has 10 of 64 bytes of its reply: the server has hung up`},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := within(t)
			all, err := Connect(ctx, serve(t, c.server), 1, Plain(64), while)
			require.NoError(t, err)
			defer all.Close()
			_, err = all.Run(ctx, Window{Length: time.Minute}) // the fault ends it
			require.ErrorContains(t, err, "client 0: "+c.want)
		})
	}
}

func TestOneFaultEndsTheLoad(t *testing.T) {
	t.Parallel()
	number := new(atomic.Int64)
	all, err := Connect(within(t), serve(t, func(c conn) {
		line, _ := c.line()
		c.Write(line)
		if number.Add(1) == 1 {
			hang(c)
		} else {
			c.line()
		}
	}), 2, Plain(64), while)
	require.NoError(t, err)
	defer all.Close()
	_, err = all.Run(within(t), Window{Length: time.Minute})
	require.ErrorContains(t, err, "has hung up", "although the other client waits for its reply")
}

func TestServerThatHangs(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	_, err := Connect(ctx, serve(t, hang), 3, Plain(64), while)
	require.EqualError(t, err, "the server does not answer: 0 of 3 clients have been answered, and then nobody for 2s")

	all, err := Connect(ctx, serve(t, func(c conn) {
		line, _ := c.line()
		c.Write(line)
		hang(c)
	}), 1, Plain(64), while)
	require.NoError(t, err)
	defer all.Close()
	_, err = all.Run(ctx, Window{Length: time.Millisecond})
	require.EqualError(t, err, "client 0: message 1 has 0 of 64 bytes of its reply: the server does not answer")
}

// A server that is overcome by so many clients is not one with so many hands.
func TestServerThatHangsAfterSomeClients(t *testing.T) {
	t.Parallel()
	number := new(atomic.Int64)
	_, err := Connect(within(t), serve(t, func(c conn) {
		if number.Add(1) > 3 {
			hang(c)
		}
		c.answer()
	}), 10, Plain(64), while)
	require.ErrorIs(t, err, ErrSilence)
	require.ErrorContains(t, err, "2 of 10 clients have been answered", "one has left in vain")
}

func TestServerWithFewHands(t *testing.T) {
	t.Parallel()
	ctx := within(t)
	for _, hands := range []int{1, 4} {
		all, err := Connect(ctx, serveSome(t, hands, conn.answer), 100, Plain(64), while)
		require.NoError(t, err)
		defer all.Close()
		require.True(t, all.Limited)
		require.Equal(t, hands, all.Len())
		_, err = all.Run(ctx, Window{Length: 5 * time.Millisecond})
		require.NoError(t, err, "those that are served go on")
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	_, err = Connect(within(t), listener.Addr().String(), 3, Plain(64), while)
	require.ErrorContains(t, err, "cannot connect: ")
	_, err = Churn(within(t), listener.Addr().String(), 1, Plain(64), Window{Length: time.Minute})
	require.ErrorContains(t, err, "client 0: ")
	_, err = Flood(within(t), listener.Addr().String(), Plain(64))
	require.Error(t, err)
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	addr := serve(t, conn.answer)
	all, err := Connect(within(t), addr, 5, Plain(64), while)
	require.NoError(t, err)
	defer all.Close()
	for name, f := range map[string]func(context.Context, Window) error{
		"Run":   func(ctx context.Context, w Window) error { _, err := all.Run(ctx, w); return err },
		"Churn": func(ctx context.Context, w Window) error { _, err := Churn(ctx, addr, 2, Plain(64), w); return err },
		"Connect": func(ctx context.Context, w Window) error {
			w.Begin()
			_, err := Connect(ctx, serve(t, hang), 100, Plain(64), time.Minute)
			return err
		},
	} {
		ctx, cancel := context.WithCancel(within(t))
		require.ErrorIs(t, f(ctx, Window{Length: time.Minute, Begin: cancel}), context.Canceled, name)
	}
}

func TestChurn(t *testing.T) {
	t.Parallel()
	visitors := new(atomic.Int64)
	for _, hands := range []int{1, 100} {
		result, err := Churn(within(t), serveSome(t, hands, func(c conn) {
			visitors.Add(1)
			c.answer()
		}), 4, Plain(64), Window{Length: 30 * time.Millisecond})
		require.NoError(t, err)
		require.Positive(t, result.Messages)
		require.GreaterOrEqual(t, visitors.Load(), result.Messages, "a new connection each time")
	}
	_, err := Churn(within(t), serve(t, func(c conn) { c.line() }), 4, Plain(64), Window{Length: time.Minute})
	require.ErrorContains(t, err, "message 0 has 0 of 64 bytes of its reply: the server has hung up")
}

func TestFlood(t *testing.T) {
	t.Parallel()
	var answered atomic.Int64
	enough := make(chan bool)
	flooder, err := Flood(within(t), serve(t, func(c conn) {
		for {
			line, err := c.line()
			if err != nil {
				return
			}
			c.Write(line)
			if answered.Add(1) == 3*batch {
				close(enough)
			}
		}
	}), Plain(64))
	require.NoError(t, err)
	select { // without waiting for replies it sends on and on
	case <-enough:
	case <-within(t).Done():
		t.Error("no flood")
	}
	require.NoError(t, flooder.Stop())
}

func TestFaultsInAFlood(t *testing.T) {
	t.Parallel()
	done := make(chan bool, 2)
	flood := func(fault func(conn)) error {
		flooder, err := Flood(within(t), serve(t, func(c conn) {
			for range batch + 7 {
				line, _ := c.line()
				c.Write(line)
			}
			fault(c)
		}), Plain(64))
		require.NoError(t, err)
		<-done
		flooder.running.Wait()
		return flooder.Stop()
	}
	require.ErrorContains(t, flood(func(c conn) {
		line, _ := c.line()
		line[3] = '?'
		c.Write(line)
		done <- true
		hang(c)
	}), `the flooder's reply is wrong: from byte `)
	require.ErrorContains(t, flood(func(conn) { done <- true }), "the flooder: ")
}
