package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/upper"
)

// Here the network is made of pipes in memory, and the clock is that of a
// synctest bubble: 2 seconds are exactly that, and over at once.

// texts are inputs with their replies.
var texts = map[string]struct{ input, reply string }{
	"nothing":                 {"", ""},
	"a line":                  {"hello\n", "HELLO\n"},
	"no newline at the end":   {"hello\nworld", "HELLO\nWORLD"},
	"only a newline":          {"\n", "\n"},
	"blank lines":             {"\n\na\n \nb\n\n", "\n\nA\n \nB\n\n"},
	"CRLF":                    {"a\r\nb\r\n", "A\r\nB\r\n"},
	"a longer reply":          {"straße\nﬃ", "STRASSE\nFFI"},
	"not UTF-8":               {"a\xff\xfeb\x00\n\x80", "A\xff\xfeB\x00\n\x80"},
	"an unfinished character": {"a\n\xe4\xb8", "A\n\xe4\xb8"},
	"a very long line":        {strings.Repeat("é", 1_000_000) + "\nb", strings.Repeat("É", 1_000_000) + "\nB"},
	"a very long last line":   {strings.Repeat("a", 2_000_000) + "\xc3", strings.Repeat("A", 2_000_000) + "\xc3"},
	"very many lines":         {strings.Repeat("hello\n\nß", 100_000), strings.Repeat("HELLO\n\nSS", 100_000)},
}

// A peer is the server's end of a connection.
type peer struct {
	*io.PipeReader
	*io.PipeWriter
}

func (p peer) Close() error      { return p.hangUp(io.EOF) }
func (p peer) CloseWrite() error { return p.PipeWriter.Close() }

func (p peer) hangUp(err error) error {
	p.PipeReader.CloseWithError(err)
	return p.PipeWriter.CloseWithError(err)
}

var errReset = errors.New("connection reset by peer")

// A server serves one connection, which is closed when it returns. A nil server
// is one that is not there.
type server func(conn peer)

// polite answers as the stages do.
func polite(conn peer) { answer(conn, conn) }

func answer(conn io.Reader, replies io.Writer) {
	var text upper.Stream
	in := make([]byte, 4096)
	var out []byte
	for {
		n, err := conn.Read(in)
		out = text.Append(out[:0], in[:n])
		if err != nil {
			out = text.Flush(out)
		}
		replies.Write(out)
		if err != nil {
			return
		}
	}
}

// byteByByte answers slowly, a byte at a time.
func byteByByte(conn peer) { answer(conn, byteWriter{conn}) }

type byteWriter struct{ io.Writer }

func (w byteWriter) Write(p []byte) (int, error) {
	for i := range p {
		w.Writer.Write(p[i : i+1])
		time.Sleep(199 * time.Millisecond)
	}
	return len(p), nil
}

// once answers one line and leaves.
func once(conn peer) {
	line, _ := bufio.NewReader(conn).ReadBytes('\n')
	conn.Write(bytes.ToUpper(line))
}

// silent reads and says nothing.
func silent(conn peer) {
	io.Copy(io.Discard, conn)
	time.Sleep(time.Hour)
}

// deaf does not even read.
func deaf(peer) { time.Sleep(time.Hour) }

// after answers politely when some time has passed.
func after(wait time.Duration) server {
	return func(conn peer) {
		time.Sleep(wait)
		polite(conn)
	}
}

// strip answers without newlines.
func strip(conn peer) {
	for in := make([]byte, 4096); ; {
		n, err := conn.Read(in)
		conn.Write(bytes.ReplaceAll(bytes.ToUpper(in[:n]), newline, nil))
		if err != nil {
			return
		}
	}
}

// hasty answers what it gets first, and leaves.
func hasty(conn peer) {
	in := make([]byte, 4096)
	n, _ := conn.Read(in)
	conn.Write(bytes.ToUpper(in[:n]))
}

// recite says pieces, with a pause after each, when it has heard something, and
// leaves.
func recite(pause time.Duration, pieces ...string) server {
	return func(conn peer) {
		conn.Read(make([]byte, 4096))
		for _, piece := range pieces {
			io.WriteString(conn, piece)
			time.Sleep(pause)
		}
	}
}

// deafAtTheEnd answers as polite does, but does not notice when all is said: so
// does the server of the article.
func deafAtTheEnd(conn peer) {
	in := make([]byte, 4096)
	for n, err := 0, error(nil); err == nil; n, err = conn.Read(in) {
		conn.Write(bytes.ToUpper(in[:n]))
	}
	time.Sleep(time.Hour)
}

// atTheEnd answers when all is said.
func atTheEnd(conn peer) {
	all, _ := io.ReadAll(conn)
	conn.Write(bytes.ToUpper(all))
}

// breaks hears n bytes and says text, which ends too early, for the connection
// breaks. There is a pause before the text and another after it.
func breaks(n int, text string, pause time.Duration, err error) server {
	return func(conn peer) {
		io.ReadFull(conn, make([]byte, n))
		time.Sleep(pause)
		io.WriteString(conn, text)
		time.Sleep(pause)
		conn.hangUp(err)
	}
}

// A buffer is a bytes.Buffer for many goroutines.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// Take empties the buffer and returns what was in it.
func (b *buffer) Take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.buf.Reset()
	return b.buf.String()
}

// A world is a client and all that it has to do with.
type world struct {
	*testing.T
	client         *Client
	replies, notes buffer
	typed          *io.PipeWriter // what a person says
	ran            chan error     // gets what Run returned

	servers []server        // the first gets the first connection, the last gets all the others
	dials   []time.Duration // when the client dialed, after the beginning
	heard   []*buffer       // what each server was told
	peers   []peer
	began   time.Time
	over    atomic.Bool
}

// bubble makes a world with a client in it, and runs test there.
func bubble(t *testing.T, client Client, test func(*world), servers ...server) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, servers: servers, ran: make(chan error, 1), began: time.Now(), client: &client}
		if client.In == nil {
			client.In, w.typed = io.Pipe()
		}
		if client.Notes == nil {
			client.Notes = &Notes{}
		}
		if client.Out == nil {
			client.Out = &w.replies
		}
		client.Addr, client.Dial, client.Notes.Out = "host:1", w.dial, &w.notes
		go func() {
			err := errors.New("the test ended it")
			defer func() { w.ran <- err }()
			err = client.Run()
		}()
		defer w.end()
		test(w)
	})
}

func (w *world) dial() (Conn, error) {
	if w.over.Load() {
		runtime.Goexit()
	}
	w.dials = append(w.dials, time.Since(w.began))
	serve := w.servers[0]
	if len(w.servers) > 1 {
		w.servers = w.servers[1:]
	}
	if serve == nil {
		return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errors.New("connection refused"))}
	}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	heard := &buffer{}
	w.heard = append(w.heard, heard)
	conn := peer{toServer, fromServer}
	w.peers = append(w.peers, conn)
	go func() {
		defer conn.Close()
		serve(conn)
	}()
	return recorder{peer{toClient, fromClient}, heard}, nil
}

// A recorder is the client's end of a connection.
type recorder struct {
	peer
	heard *buffer
}

func (r recorder) Write(p []byte) (int, error) {
	n, err := r.peer.Write(p)
	r.heard.Write(p[:n])
	return n, err
}

// end ends whatever a test that has failed has left.
func (w *world) end() {
	w.over.Store(true)
	if w.typed != nil {
		w.typed.Close()
	}
	for _, peer := range w.peers {
		peer.hangUp(errReset)
	}
	<-w.ran
	if w.client.input != nil { // it has not been read to its end
		for range w.client.input {
		}
	}
	time.Sleep(2 * time.Hour) // lets the servers that sleep wake up, and end
}

// wait waits for the client to end, which it must within an hour, and returns
// what Run returned.
func (w *world) wait() error {
	w.Helper()
	select {
	case err := <-w.ran:
		w.ran <- nil // for end
		synctest.Wait()
		return err
	case <-time.After(time.Hour):
		require.Fail(w, "the client hangs", "replies %.99q\nnotes %.999q", w.replies.String(), w.notes.String())
		return nil
	}
}

// sees lets time pass and says what a person sees then that is new.
func (w *world) sees(d time.Duration, notes, replies string) {
	w.Helper()
	time.Sleep(d)
	synctest.Wait()
	require.Equal(w, notes, w.notes.Take())
	require.Equal(w, replies, w.replies.Take())
}

// types types.
func (w *world) types(text string) {
	io.WriteString(w.typed, text)
}

// through gives input to a client through a pipe.
func through(t *testing.T, input string, test func(*world), servers ...server) {
	t.Helper()
	bubble(t, Client{In: strings.NewReader(input)}, func(w *world) {
		w.Helper()
		require.NoError(w, w.wait())
		test(w)
	}, servers...)
}

func TestPipe(t *testing.T) {
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			through(t, text.input, func(w *world) {
				require.True(w, text.reply == w.replies.String(), "%.99q", w.replies.String())
				require.Empty(w, w.notes.String())
				require.Zero(w, time.Since(w.began))
			}, polite)
		})
	}
}

func TestPipeToOddServers(t *testing.T) {
	const input, reply = "one\ntwo\n\nthree", "ONE\nTWO\n\nTHREE"
	for name, test := range map[string]struct {
		want    string
		servers []server
	}{
		"byte by byte":             {reply, []server{byteByByte}},
		"late":                     {reply, []server{after(time.Minute)}},
		"one reply per connection": {reply, []server{once}},
		"at the end":               {reply, []server{atTheEnd}},
		"deaf at the end":          {reply, []server{deafAtTheEnd}},
		"no newlines":              {"ONETWOTHREE", []server{strip}},
		"not there yet":            {reply, []server{nil, nil, polite}},
	} {
		for _, end := range []string{"", "\n"} {
			t.Run(fmt.Sprintf("%s%q", name, end), func(t *testing.T) {
				want := test.want
				if strings.Contains(want, "\n") {
					want += end
				}
				through(t, input+end, func(w *world) {
					require.Equal(w, want, w.replies.String())
				}, test.servers...)
			})
		}
	}
}

// A lost connection costs no line, and no line is answered twice.
func TestResend(t *testing.T) {
	const soon, late = shortPause - 1, time.Second
	const three = "one\ntwo\nthree\n"
	for name, test := range map[string]struct {
		input, again string
		first        server
	}{
		"reset":                        {three, "two\nthree\n", breaks(14, "ONE\nTW", soon, errReset)},
		"reset after a pause":          {three, "two\nthree\n", breaks(14, "ONE\nTW", late, errReset)},
		"end of a reply":               {three, "two\nthree\n", breaks(14, "ONE\n", late, io.EOF)},
		"in the middle of a reply":     {three, "two\nthree\n", breaks(14, "ONE\nTW", soon, io.EOF)},
		"in the middle of a last line": {"one\ntwo", "two", breaks(7, "ONE\nT", soon, errReset)},
		"nothing answered":             {"one", "one", breaks(3, "", late, io.EOF)},
	} {
		t.Run(name, func(t *testing.T) {
			through(t, test.input, func(w *world) {
				require.Equal(w, strings.ToUpper(test.input), w.replies.String())
				require.Equal(w, test.input, w.heard[0].String())
				require.Equal(w, test.again, w.heard[1].String())
			}, test.first, polite)
		})
	}
}

// A server may hang up instead of sending a newline. Only when it does so again
// for the same line is it clear that nothing has gone wrong.
func TestReplyThatEndsWithConnection(t *testing.T) {
	const input = "one\ntwo\nthree\n"
	through(t, input, func(w *world) {
		require.Equal(w, "ONE\nTWO\nT", w.replies.String())
		require.Len(w, w.dials, 3)
	}, breaks(14, "ONE\nT", 0, io.EOF), breaks(10, "TWO\nT", 0, io.EOF), breaks(6, "T", 0, io.EOF))
	through(t, input, func(w *world) {
		require.Equal(w, "ONE\nTWO\nTHREE\n", w.replies.String())
	}, breaks(14, "ONE\nT", 0, io.EOF), breaks(10, "TWO\nT", 0, io.EOF), polite)
}

// What has no newline cannot be followed by a line, so the server is told so at
// once, and may hang up when it has answered.
func TestHastyServer(t *testing.T) {
	through(t, "hello", func(w *world) {
		require.Equal(w, "HELLO", w.replies.String())
		require.Zero(w, time.Since(w.began))
	}, hasty)
}

// A server that pauses so long in a reply that no more is expected is still
// heard out, but not for ever.
func TestPipeHearsServerOut(t *testing.T) {
	for name, test := range map[string]struct {
		server server
		rest   string
		after  time.Duration
	}{
		"more comes": {recite(5*time.Second, "HEL", "LO\n"), "LO\n", 5 * time.Second},
		"none comes": {recite(time.Hour, "HEL"), "", 4*time.Second + longPause},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, Client{}, func(w *world) {
				w.types("hello\n")
				time.Sleep(4 * time.Second)
				synctest.Wait()
				require.Equal(w, "HEL", w.replies.Take())
				w.typed.Close()
				require.NoError(w, w.wait())
				require.Equal(w, test.rest, w.replies.String())
				require.Equal(w, test.after, time.Since(w.began))
			}, test.server)
		})
	}
}

func TestRetryEvery2Seconds(t *testing.T) {
	const note = ": trying again every 2 seconds)\n"
	for name, test := range map[string]struct {
		absent server
		note   string
	}{
		"refuses":              {nil, "(no server at host:1, connection refused" + note},
		"accepts and hangs up": {func(peer) {}, "(the server is gone" + note},
	} {
		t.Run(name, func(t *testing.T) {
			through(t, "hello\n", func(w *world) {
				const s = time.Second
				require.Equal(w, []time.Duration{0, 2 * s, 4 * s, 6 * s}, w.dials)
				require.Equal(w, "HELLO\n", w.replies.String())
				require.Equal(w, test.note+"(the reply took 6.0 s)\n", w.notes.String())
			}, test.absent, test.absent, test.absent, polite)
		})
	}
}

// When the server goes away again, it is worth another word.
func TestGoneAgain(t *testing.T) {
	const (
		absent = "(no server at host:1, connection refused: trying again every 2 seconds)\n"
		gone   = "(the server is gone: trying again every 2 seconds)\n"
	)
	through(t, "one\ntwo\n", func(w *world) {
		require.Equal(w, "ONE\nTWO\n", w.replies.String())
		require.Equal(w, absent+"(the reply took 2.0 s)\n"+gone+"(the reply took 2.0 s)\n", w.notes.String())
	}, nil, once, nil, polite)
	through(t, "hello\n", func(w *world) {
		require.Equal(w, "HELLO\n", w.replies.String())
		require.Equal(w, absent+
			"(waiting for the reply: 2.5 s so far)\n"+
			gone+
			"(the reply took 4.0 s)\n", w.notes.String())
	}, nil, breaks(6, "", 400*time.Millisecond, errReset), polite)
}

// After a reply, dialing again is worth it at once.
func TestReconnectAtOnce(t *testing.T) {
	input := strings.Repeat("hello\n", 100)
	through(t, input, func(w *world) {
		require.Equal(w, strings.ToUpper(input), w.replies.String())
		require.Empty(w, w.notes.String())
		require.Zero(w, time.Since(w.began))
	}, once)
}

func TestNothingToSayNeedsNoServer(t *testing.T) {
	through(t, "", func(w *world) { require.Zero(w, time.Since(w.began)) }, nil)
}

// What is read ahead is bounded, whether the server does not read or does not
// answer, and whether it is there at all.
func TestMemoryIsBounded(t *testing.T) {
	for name, server := range map[string]server{"deaf": deaf, "silent": silent, "absent": nil} {
		t.Run(name, func(t *testing.T) {
			input := &endless{}
			bubble(t, Client{In: input}, func(w *world) {
				time.Sleep(time.Minute)
				synctest.Wait()
				require.Less(w, input.read.Load(), int64(2*window))
			}, server)
		})
	}
}

// A server that talks without end gets neither the memory nor the time.
func TestServersThatTalkWithoutEnd(t *testing.T) {
	for name, test := range map[string]struct{ chunk, note string }{
		"lines":      {strings.Repeat("HELLO\n", 1000), ""},
		"no newline": {strings.Repeat("HELLO ", 1000), "(the server answers without end: trying again in 2 seconds)\n"},
		"garbage":    {strings.Repeat("\x00\xff\x1b[", 1000), "(the server answers without end: trying again in 2 seconds)\n"},
	} {
		t.Run(name, func(t *testing.T) {
			through(t, "hello\nworld\n", func(w *world) {
				require.Equal(w, test.note, w.notes.String())
				require.True(w, strings.HasPrefix(w.replies.String(), test.chunk))
				require.Less(w, len(w.replies.String()), 2*window)
				require.Less(w, time.Since(w.began), longPause)
			}, func(conn peer) {
				for err := error(nil); err == nil; {
					_, err = io.WriteString(conn, test.chunk)
				}
			})
		})
	}
}

// After that, a person can go on.
func TestPersonGoesOnAfterAServerWithoutEnd(t *testing.T) {
	person(t, func(w *world) {
		w.types("hello\n")
		time.Sleep(retryEvery)
		synctest.Wait()
		require.Contains(w, w.notes.Take(), "the server answers without end")
		w.replies.Take()
		w.types("hello\n")
		w.sees(0, "> ", "HELLO\n")
	}, func(conn peer) {
		for err := error(nil); err == nil; {
			_, err = io.WriteString(conn, "HELLO")
		}
	}, polite)
}

// A reply may be three times as long as the line, and the line as long as memory
// allows.
func TestTheLongestReplyIsNoReasonToLeave(t *testing.T) {
	through(t, strings.Repeat("\u0390", window)+"\n", func(w *world) {
		require.Equal(w, expansion*2*window+1, len(w.replies.String()))
		require.Empty(w, w.notes.String())
		require.Len(w, w.dials, 1)
	}, polite)
}

// endless is an input of lines without end.
type endless struct{ read atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.read.Load() > 4*window {
		return 0, io.EOF
	}
	n := copy(p, strings.Repeat(strings.Repeat("hello ", 100)+"\n", 10))
	e.read.Add(int64(n))
	return n, nil
}

// What cannot be read or printed is an error, not the end.
func TestBrokenFiles(t *testing.T) {
	broken := errors.New("broken")
	for name, client := range map[string]Client{
		"input":  {In: io.MultiReader(strings.NewReader("hello"), iotest.ErrReader(broken))},
		"output": {In: strings.NewReader("hello\nworld\n"), Out: brokenWriter{broken}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, client, func(w *world) {
				require.Equal(w, broken, w.wait())
			}, polite)
		})
	}
}

type brokenWriter struct{ err error }

func (b brokenWriter) Write([]byte) (int, error) { return 0, b.err }

const hint = "(what you type goes to host:1; Ctrl-C ends)\n"

func TestPerson(t *testing.T) {
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "")
		w.types("hello\n")
		w.sees(0, "> ", "HELLO\n")
		w.types("\n")
		w.sees(0, "> ", "")
		w.types(" \t\r\n")
		w.sees(0, "> ", "")
		w.types("straße\r\n")
		w.sees(0, "> ", "STRASSE\r\n")
		w.types("half")
		w.sees(time.Hour, "", "")
		w.typed.Close() // Ctrl-D, twice
		require.NoError(w, w.wait())
		w.sees(0, "\n\n", "HALF")
		require.Equal(w, "hello\nstraße\r\nhalf", w.heard[0].String())
	}, polite)
}

func TestPaste(t *testing.T) {
	person(t, func(w *world) {
		w.types("one\n\ntwo\n")
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(w, "ONE\nTWO\n", w.replies.String())
		require.Equal(w, "one\ntwo\n", w.heard[0].String())
	}, polite)
}

// person tests a client at a terminal.
func person(t *testing.T, test func(*world), servers ...server) {
	t.Helper()
	bubble(t, Client{Interactive: true, Notes: &Notes{Screen: true}}, test, servers...)
}

func TestPersonLeaves(t *testing.T) {
	for name, test := range map[string]struct {
		says, sees string
		after      time.Duration
		server     server
	}{
		"at the prompt":      {"", hint + "> \n", 0, polite},
		"without a server":   {"", hint + "(no server at host:1, connection refused: trying again every 2 seconds)\n", 0, nil},
		"unanswered":         {"hello\n", hint + "> \r(waiting for the reply: 0.5 s so far)\r(left without the reply)             \n", slow, silent},
		"not waiting for it": {"hello\n", hint + "(no server at host:1, connection refused: trying again every 2 seconds)\n(left without the reply)\n", slow, nil},
	} {
		t.Run(name, func(t *testing.T) {
			person(t, func(w *world) {
				synctest.Wait()
				w.types(test.says)
				synctest.Wait()
				w.typed.Close()
				require.NoError(w, w.wait())
				require.Equal(w, test.after, time.Since(w.began))
				require.Equal(w, test.sees, w.notes.String())
				require.Empty(w, w.replies.String())
			}, test.server)
		})
	}
}

// A reply that takes more than half a second is what this workbook is about.
func TestWaitOnScreen(t *testing.T) {
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "")
		w.types("hello\n")
		w.sees(499*time.Millisecond, "", "")
		w.sees(time.Millisecond, "\r(waiting for the reply: 0.5 s so far)", "")
		w.sees(100*time.Millisecond, "\r(waiting for the reply: 0.6 s so far)", "")
		w.types("again\n")
		w.sees(100*time.Millisecond, "\r(waiting for the reply: 0.7 s so far)", "")
		time.Sleep(2500 * time.Millisecond)
		synctest.Wait()
		w.notes.Take()
		w.sees(100*time.Millisecond, "\r(waiting for the reply: 3.3 s so far)", "")
		w.sees(45*time.Millisecond, "\r(the reply took 3.3 s)               \n> ", "HELLO\nAGAIN\n")
		w.sees(time.Hour, "", "")
	}, after(3345*time.Millisecond))
}

// Where lines stay, one is enough.
func TestWaitInLog(t *testing.T) {
	through(t, "hello\n", func(w *world) {
		require.Equal(w, "HELLO\n", w.replies.String())
		require.Equal(w, "(waiting for the reply: 0.5 s so far)\n(the reply took 3.3 s)\n", w.notes.String())
	}, after(3345*time.Millisecond))
}

func TestNoWordAboutShortWait(t *testing.T) {
	through(t, "hello\n", func(w *world) {
		require.Equal(w, "HELLO\n", w.replies.String())
		require.Empty(w, w.notes.String())
	}, after(499*time.Millisecond))
}

// When there are no newlines, a pause ends the reply; but there must be one.
func TestPersonAndServerWithoutNewlines(t *testing.T) {
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "")
		for range 2 {
			w.types("hello\n")
			w.sees(299*time.Millisecond, "", "")
			w.sees(time.Millisecond, "\n> ", "HELLO")
		}
	}, strip)
}

func TestPersonAndSlowServer(t *testing.T) {
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "")
		w.types("hi!\n")
		w.sees(600*time.Millisecond, "\r(waiting for the reply: 0.5 s so far)\r(the reply took 0.6 s)               \n> ", "HI!\n")
	}, byteByByte)
}

// What comes after a pause that was too long is not the reply to the next line.
func TestStragglers(t *testing.T) {
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "")
		w.types("hello\n")
		w.sees(time.Second-1, "\n> ", "HEL")
		w.types("world\n")
		w.sees(400*time.Millisecond, "", "LO\n")
	}, recite(time.Second, "HEL", "LO\n", ""))
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "")
		w.types("hello\n")
		w.sees(time.Second-1, "\n> ", "HEL")
		w.sees(2, "", "LO\n")
	}, recite(time.Second, "HEL", "LO\n", ""))
}

// A server that greets its clients is not of this protocol, but can be talked to.
func TestGreeting(t *testing.T) {
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "WELCOME\n")
		w.types("hello\n")
		w.sees(0, "> ", "HELLO\n")
	}, func(conn peer) {
		io.WriteString(conn, "WELCOME\n")
		polite(conn)
	})
}

func TestServerLeavesIdlePerson(t *testing.T) {
	person(t, func(w *world) {
		w.sees(0, hint+"> ", "")
		w.sees(time.Second, "\r(the server is gone: trying again every 2 seconds)\n", "")
		w.types("hello\n")
		w.sees(time.Second, "(the server is gone: trying again every 2 seconds)\n", "")
		w.sees(2*time.Second, "(the reply took 3.0 s)\n> ", "HELLO\n")
	}, func(peer) { time.Sleep(time.Second) }, nil, polite)
}
