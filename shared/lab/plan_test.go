package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

// Every shipped scenario, played against real servers, tells what it is there to
// tell. Only the order of what happens is looked at.
func TestShippedScenariosMakeTheirPoint(t *testing.T) {
	t.Parallel()
	root, err := stage.Root()
	require.NoError(t, err)
	stages, err := stage.Choose(root, "02,04")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	programs := build(ctx, t.TempDir(), stages, newProgress(io.Discard, 0))

	points := map[string]struct{ goroutines, pool [][]string }{ // each happens in that order
		"silent-client": {
			goroutines: [][]string{{"B reply", "C reply", "A leave"}},
			pool:       [][]string{{"B reply", "A leave", "C reply"}},
		},
		"silent-crowd": {
			goroutines: [][]string{{"D reply", "E reply", "A leave"}},
			pool:       [][]string{{"E send", "A leave", "D reply", "B leave", "E reply"}},
		},
		"slow-reader": {
			goroutines: [][]string{{"A flood", "A stop reading", "B reply", "C reply", "A read again", "A flooded", "A leave"}},
			pool:       [][]string{{"A stop reading", "B reply", "C send", "B leave", "C reply"}},
		},
		"flood": {
			goroutines: [][]string{{"A flood", "B reply", "A flooded", "A leave"}},
			pool:       [][]string{{"A flood", "B reply", "A flooded", "A leave"}},
		},
		"shutdown": {
			goroutines: [][]string{{"B send", "C reply", " signal", "B cut off"}},
			pool:       [][]string{{"C send", " signal", "C reply", " ended"}, {"B read again", "B reply", " ended"}},
		},
	}
	for _, name := range scenario.Shipped() {
		require.Contains(t, points, name)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shipped, err := scenario.Load(name)
			require.NoError(t, err)
			var goroutines, pool recording.Recording
			for _, speed := range []float64{4, 2, 1, 0.5} { // a busy machine needs time between what clients do
				s := shipped.Faster(speed)
				progress := newProgress(io.Discard, 0)
				servers := startAll(ctx, stages, programs, s, progress)
				for _, server := range servers {
					defer server.End()
				}
				require.Len(t, servers, 2)
				recordings := playAll(ctx, servers, s, progress)
				goroutines, pool = recordings[0], recordings[1]
				err = errors.Join(inOrder(goroutines, points[name].goroutines), inOrder(pool, points[name].pool))
				if err == nil {
					break
				}
			}
			require.NoError(t, err)
			switch name {
			case "flood":
				require.Less(t, len(goroutines.Events), 30)
				require.Less(t, len(pool.Events), 30)
			case "shutdown":
				require.NotEqual(t, "exit status 0", end(t, goroutines).Status)
				require.Equal(t, "exit status 0", end(t, pool).Status)
			}
			for _, p := range layout.Panels(goroutines, pool) {
				require.GreaterOrEqual(t, len(p.Captions), 2)
			}
		})
	}
}

// inOrder expects that the things of each list happen one after the other: who
// does what.
func inOrder(r recording.Recording, lists [][]string) error {
	for _, list := range lists {
		last := -1
		for _, what := range list {
			client, kind, _ := strings.Cut(what, " ")
			at := find(r.Events, client, recording.Kind(kind))
			if at <= last {
				return fmt.Errorf("%q does not happen, or too early for %q, in %v", what, list, r.Events)
			}
			last = at
		}
	}
	return nil
}

func end(t *testing.T, r recording.Recording) recording.Event {
	t.Helper()
	return r.Events[place(t, r.Events, "", recording.Ended)]
}

// stranger is a server that runs already: one client after the other.
func stranger(t *testing.T) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			in := make([]byte, 100)
			for n, err := conn.Read(in); err == nil; n, err = conn.Read(in) {
				conn.Write(bytes.ToUpper(in[:n]))
			}
			conn.Close()
		}
	}()
	t.Cleanup(func() { listener.Close(); <-ended })
	return listener.Addr().String()
}

func TestServerThatRunsAlready(t *testing.T) {
	t.Parallel()
	addr := stranger(t)
	cmd, _ := labCommand(t, t.TempDir(), "-speed", "5", "-addr", addr) // no workbook is needed for it
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "\nServer at "+addr)
	require.Contains(t, string(out), "This server's log is not known")
	require.Contains(t, string(out), "A leaves. Now B gets its reply: it seems to have waited for A.")
	require.Equal(t, 1, strings.Count(string(out), "client A"))
	require.NotContains(t, string(out), "\nserver")
}

func TestServerThatRunsAlreadyBesideAStage(t *testing.T) {
	t.Parallel()
	root, line := fakeWorkbook(t)
	addr := stranger(t)
	cmd, _ := labCommand(t, root, "-speed", "20", "-addr", addr, "-stage", "01")
	var out bytes.Buffer
	cmd.Stdout = &out
	require.NoError(t, cmd.Start())
	line.WaitForClient(t)
	require.NoError(t, cmd.Wait())
	require.Contains(t, out.String(), "\nStage 01: good")
	require.Contains(t, out.String(), "\nServer at "+addr)
	line.RequireCut(t)
}

func TestOwnScenario(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine.txt")
	require.NoError(t, os.WriteFile(path, []byte("title my own\nlength 0.5s\n0s A connects\n0s A sends good morning\n0s A leaves\n"), 0o644))
	cmd, _ := labCommand(t, t.TempDir(), "-scenario", path, "-addr", stranger(t))
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Contains(t, string(out), `Playing "my own", 0.5 s ...`)
	require.Contains(t, string(out), `A sends "good morning" and is answered at once.`)
}

func TestListOfScenarios(t *testing.T) {
	t.Parallel()
	cmd, _ := labCommand(t, t.TempDir(), "-scenario", "list")
	out, err := cmd.Output()
	require.NoError(t, err)
	for _, name := range scenario.Shipped() {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		require.Regexp(t, "(?m)^"+name+" +"+strings.ReplaceAll(s.About, "?", "\\?")+"$", string(out))
	}
}

func TestMistakesInThePlanGetOneLine(t *testing.T) {
	t.Parallel()
	root, _ := fakeWorkbook(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	nobody := listener.Addr().String()
	require.NoError(t, listener.Close())
	for name, text := range map[string]string{
		"verb.txt":  "0.3s A connects\n1s A shouts\n",
		"stage.txt": "start 07-none -x\n0.3s A connects\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(root, name), []byte(text), 0o644))
	}
	for args, want := range map[string]string{
		"-scenario verb.txt":  `verb.txt:2: "A shouts": expected connects, sends, leaves, `,
		"-scenario stage.txt": `stage.txt: "start 07-none": expected one of the stages 01-good, 02-broken, 03-ends, 04-mute`,
		"-scenario none.txt":  "none.txt: there is no such file",
		"-scenario none":      "-scenario none: no such scenario; there are silent-client, ",
		"-scenario ":          "-scenario : no such scenario",
		"-addr " + nobody:     "-addr " + nobody + ": no server answers there (",
		"-addr nonsense":      "-addr nonsense: expected host:port, as in 127.0.0.1:8000",
		"-scenario shutdown -addr " + nobody: `-addr: in "shutdown while clients talk" the server gets a signal, ` +
			`and the lab can send one only to a server that it has started`,
		"-stage 09 -addr " + stranger(t): `-stage "09": no such stage`,
	} {
		cmd, _ := labCommand(t, root, strings.Split(args, " ")...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.Error(t, err, args)
		require.Empty(t, out, args)
		require.Contains(t, stderr.String(), want, args)
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
	}
}
