package word

import (
	_ "embed"
	"io"
	"log"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestAnswersBesideASilentClient(t *testing.T) {
	check.Begin(t)
	inBubble(t, func(t *testing.T, l *check.Listener, _ *call) {
		check.NewClient(l) // and says nothing
		newcomer := check.NewClient(l)
		newcomer.Say("hello\n")
		require.False(t, newcomer.Dropped(), "the server has hung up on a client before it answered: handle has returned, and its deferred Close has closed the connection. Is the goroutine started in handle? Start it one step earlier, where serve calls handle")
		require.Equal(t, "HELLO\n", newcomer.Heard(), "a client is there and says nothing, and the next one gets no answer: serve must not wait for handle")
	})
}

func TestServesUntilTheListenerIsClosed(t *testing.T) {
	check.Begin(t)
	left := inBubble(t, func(t *testing.T, l *check.Listener, serving *call) {
		check.NewClient(l) // and says nothing
		require.False(t, serving.Returned, "serve has returned although the listener is open: main would end, and all the clients with it")
		l.Close()
		synctest.Wait()
		require.False(t, serving.spins, "the listener is closed, and serve calls Accept again and again, which fails at once each time: after net.ErrClosed nobody will come any more. Leave the line return err as it was")
		require.True(t, serving.Returned, "the listener is closed, and serve is still waiting for a client that says nothing")
	})
	require.False(t, left, "all clients have gone, and goroutines of yours still wait: handle must end with its client")
}

func TestAcceptsInOnePlace(t *testing.T) {
	check.Begin(t)
	inBubble(t, func(t *testing.T, l *check.Listener, _ *call) {
		clients := []*check.Client{check.NewClient(l), check.NewClient(l), check.NewClient(l)}
		require.Positive(t, l.Accepting(), "clients are there, and nobody waits for the next one: serve must not wait for handle")
		for _, c := range clients {
			c.Leave()
		}
		require.Equal(t, 1, l.Accepting(), "one goroutine accepts, however many clients have been there: start a goroutine for handle, not for the loop")
	})
}

var (
	//go:embed original.txt
	sourceBefore string
	//go:embed word.go
	sourceNow string
)

func TestChangesOneLine(t *testing.T) {
	check.Begin(t)
	changes := changedLines(sourceBefore, sourceNow)
	list := strings.Join(slices.Concat(changes["-"], changes["+"]), "\n")
	require.NotEmpty(t, list, "your program is still the original: one word is missing in serve")
	advice := "one changed line is enough: leave the rest as it was, and put one word before a call. This is what differs, comments not counted:\n" + list
	require.LessOrEqual(t, len(changes["-"]), 1, advice)
	require.LessOrEqual(t, len(changes["+"]), 1, advice)
}

// changedLines returns the lines of code that a program has lost, by "-", and
// those that it has gained, by "+".
func changedLines(before, now string) map[string][]string {
	changes := make(map[string][]string)
	text := diff.Diff("before", code(before), "now", code(now))
	const header = 3 // diff, ---, +++
	for i, line := range strings.Split(string(text), "\n") {
		if i >= header && line != "" {
			changes[line[:1]] = append(changes[line[:1]], line)
		}
	}
	return changes
}

// code returns a program without indentation, empty lines and lines of comment.
func code(program string) []byte {
	lines := strings.Split(program, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	lines = slices.DeleteFunc(lines, func(line string) bool {
		return line == "" || strings.HasPrefix(line, "//")
	})
	return []byte(strings.Join(lines, "\n") + "\n")
}

// A call is one of serve.
type call struct {
	*check.Call
	spins bool // so the listener has ended it, as by runtime.Goexit
}

// inBubble calls f in a bubble in which serve runs. It reports whether goroutines
// are left when the listener is closed and all clients have gone.
func inBubble(t *testing.T, f func(t *testing.T, l *check.Listener, serving *call)) (left bool) {
	t.Helper()
	log.SetOutput(io.Discard)
	return check.InBubble(t, func(t *testing.T) {
		l := check.NewListener()
		defer l.End()
		serving := new(call)
		serving.Call = check.Go(func() {
			ended := false
			defer func() { serving.spins = !ended }()
			serve(l)
			ended = true
		})
		synctest.Wait()
		f(t, l, serving)
	})
}
