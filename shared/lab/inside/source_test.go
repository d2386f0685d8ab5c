package inside

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
)

const source = `package main

func main() {
	n, err := conn.Read(in) // net.(*conn).Read, IO wait
	s.running.Wait() // sync.(*WaitGroup).Wait, sync.WaitGroup.Wait
	queue <- s.add(conn) // , chan send
	queue <- s.add(conn) // main.(*Server).add, sync.Mutex.Lock
	<-stop.Done() // , chan receive
	for session := range queue { // , chan receive
		<-session.done // , chan receive
	}
	select { // , select (no cases)
	}
	for _, socket := range l.poller.wait() { // main.(*epoller).wait, syscall
	}
	f(g(), h()) // main.g, IO wait
	f(func() { Sleep(1) }) // time.Sleep, sleep
	for range ask[int](conn) { // main.ask[...], IO wait
	}
	read := conn.Read
	read(in) // net.(*conn).Read, IO wait
	newThing(aaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbb).Read(in) // x/net.(*conn).Read, IO wait
	a, b := <-first, // , chan receive
		<-second // , chan receive
	go http.Serve(l) // net/http.Serve, IO wait
	nothing // , chan receive
	syntax error // net.(*conn).Read, IO wait
}
`

var calls = []string{
	"conn.Read", "s.running.Wait", "queue <-", "s.add", "<-stop.Done()", "range queue", "<-session.done", "select", "l.poller.wait",
	"g", "Sleep", "main.ask", "net.Read", "net.Read", "<-first", "<-second", "http.Serve", "chan receive", "net.Read",
}

func TestCallsAreShownAsTheyAreWritten(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "main.go"), []byte(source), 0o644))
	s := newSources(root)
	var got []string
	for i, line := range strings.Split(source, "\n") {
		if _, comment, ok := strings.Cut(line, "// "); ok {
			callee, state, _ := strings.Cut(comment, ", ")
			got = append(got, s.call("main.go", i+1, callee, state))
		}
	}
	require.Equal(t, calls, got)
	require.Equal(t, "net.Read", s.call("missing.go", 1, "net.(*conn).Read", "IO wait"))
	require.Equal(t, "unix.EpollWait", short("golang.org/x/sys/unix.EpollWait"))
}

func TestFunctionAroundALine(t *testing.T) {
	root := t.TempDir()
	text := "package main\r\n\r\n// f does it.\r\n// Well.\r\nfunc f() {\r\n\tg()\r\n}\r\n\r\nvar x = func() { g() }\r\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "main.go"), []byte(text), 0o644))
	sources := newSources(root)
	x, ok := sources.function("main.go", 6)
	require.True(t, ok)
	require.Equal(t, recording.Excerpt{File: "main.go", Func: "f", Line: 3, Text: "// f does it.\n// Well.\nfunc f() {\n\tg()\n}"}, x)
	_, ok = sources.function("main.go", 9)
	require.False(t, ok, "there is none")
	_, ok = sources.function("missing.go", 1)
	require.False(t, ok)
}
