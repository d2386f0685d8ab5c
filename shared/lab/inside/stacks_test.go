package inside

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The texts in testdata are what each stage said when three clients were
// connected and silent. Their sources are not there, so calls have the names
// that the functions have.
func TestPlacesOfEachStage(t *testing.T) {
	texts, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.Len(t, texts, 5)
	var got strings.Builder
	for _, path := range texts {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		r := newReader(stage.Stage{Name: name, Root: "/home/a student/workbook"})
		places, goroutines := r.read(string(text))
		fmt.Fprintf(&got, "%s has %d\n", name, goroutines)
		for _, p := range places {
			fmt.Fprintf(&got, "    %d at %s, %s:%d [%s]\n", p.Goroutines, p.Call, p.File, p.Line, p.State)
		}
	}
	const golden = "testdata/places.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String(), "go test ./shared/lab/inside -update accepts it")
}

func places(t *testing.T, text string) []recording.Place {
	t.Helper()
	found, _ := newReader(stage.Stage{Name: "06-mine", Root: "/w"}).read(text)
	return found
}

// The text has had other forms, and will have others.
func TestStacksInOtherForms(t *testing.T) {
	want := []recording.Place{{File: "06-mine/main.go", Line: 7, Call: "net.Read", State: "IO wait", Goroutines: 1}}
	frames := "net.(*conn).Read(...)\n\t/go/net.go:1\nmain.serve({0x1, 0x2}, ...)\n\t/w/06-mine/main.go:7"
	for what, text := range map[string]string{
		"plain":            "goroutine 1 [IO wait]:\n" + frames + " +0x1\n",
		"waiting for long": "goroutine 1 [IO wait, 2 minutes, locked to thread]:\n" + frames + "\n",
		"with registers":   "goroutine 1 gp=0xc01 m=nil [IO wait]:\n" + frames + " +0x1 fp=0xc02 sp=0xc03 pc=0x4\n",
		"with labels":      "goroutine 1 [IO wait] {\"a\": \"b\"}:\n" + frames + "\n",
		"elided":           "goroutine 1 [IO wait]:\n" + frames + "\n...additional frames elided...\ncreated by main.main\n\t/w/06-mine/main.go:9\n",
		"lines of Windows": strings.ReplaceAll("goroutine 1 [IO wait]:\n"+frames+" +0x1\n", "\n", "\r\n"),
		"cut off":          "goroutine 1 [IO wait]:\n" + frames + "\n\ngoroutine 2 [IO wait]:\nnet.(*conn).Read(...)\n\t/go/ne",
	} {
		require.Equal(t, want, places(t, text), what)
	}
	for _, text := range []string{"", "nonsense", "\t", "goroutine 1 [", "goroutine 1 [x]:\n(\n\t:\n\t/w/06-mine/main.go:x\n"} {
		require.Empty(t, places(t, text))
	}
}

func TestPathOfWindows(t *testing.T) {
	file, line, ok := parsePosition("C:/Users/a b/workbook/06-mine/main.go:62 +0x1b5")
	require.True(t, ok)
	require.Equal(t, "C:/Users/a b/workbook/06-mine/main.go", file)
	require.Equal(t, 62, line)
}

func TestWhoIsShown(t *testing.T) {
	const mine = "main.f()\n\t/w/06-mine/main.go:7 +0x1\n"
	for text, want := range map[string]int{
		"goroutine 1 [running]:\n" + mine:        0,
		"goroutine 1 [runnable]:\n" + mine:       0,
		"goroutine 1 [GC assist wait]:\n" + mine: 0,
		"goroutine 1 [syscall]:\nsyscall.read()\n\t/go/x.go:1\ninternal/poll.(*FD).Read(...)\n\t/go/x.go:2\n" + mine:                                               0,
		"goroutine 1 [syscall]:\nunix.EpollWait()\n\t/go/x.go:1\n" + mine:                                                                                          1,
		"goroutine 1 [sync.Mutex.Lock]:\nsync.(*Mutex).Lock()\n\t/go/x.go:1\n" + mine + "\ngoroutine 2 [semacquire]:\nsync.(*Mutex).Lock()\n\t/go/x.go:1\n" + mine: 1,
		"goroutine 1 [sync.Mutex.Lock]:\nnet.Write()\n\t/go/x.go:1\n" + mine + "\ngoroutine 2 [IO wait]:\nnet.Write()\n\t/go/x.go:1\n" + mine:                      2,
		"goroutine 1 [IO wait]:\nnet.Read()\n\t/go/x.go:1\n" + mine + "\ngoroutine 2 [syscall]:\nnet.Read()\n\t/go/x.go:1\n" + mine:                                1,
		"goroutine 1 [select]:\n" + mine:                                                                                   1,
		"goroutine 1 [IO wait]:\nmain.f()\n\t/w/05-async/main.go:7\n":                                                      0,
		"goroutine 1 [IO wait]:\nnet.Read()\n\t/go/net.go:1\ncreated by os.F in goroutine 1\n\t/go/f.go:2\n":               0,
		"goroutine 1 [IO wait]:\nnet/http.Serve()\n\t/go/s.go:1\ncreated by main.f in goroutine 1\n\t/w/06-mine/main.go:9": 1,
	} {
		require.Len(t, places(t, text), want, text)
	}
	busy, n := newReader(stage.Stage{Name: "06-mine", Root: "/w"}).read("goroutine 1 [running]:\n" + mine)
	require.Empty(t, busy)
	require.Equal(t, 1, n, "it does not wait, but it is there")
}

func TestPlacesAreInOrder(t *testing.T) {
	var text strings.Builder
	add := func(state, function string, line, times int) {
		for range times {
			fmt.Fprintf(&text, "goroutine 1 [%s]:\n%s()\n\t/go/x.go:1\nmain.f()\n\t/w/06-mine/main.go:%d\n\n", state, function, line)
		}
	}
	add("sync.Mutex.Lock", "sync.(*Mutex).Lock", 1, 9)
	add("IO wait", "net.(*TCPListener).Accept", 2, 5)
	add("IO wait", "net.(*conn).Write", 3, 1)
	add("IO wait", "net.(*conn).Read", 4, 2)
	var lines []int
	for _, p := range places(t, text.String()) {
		lines = append(lines, p.Line)
	}
	require.Equal(t, []int{4, 3, 2, 1}, lines)
}
