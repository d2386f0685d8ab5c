package contain

import (
	"bytes"
	"io"
	"log"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestAPanicEndsOneClientOnly(t *testing.T) {
	check.Begin(t)
	saw := watch(t, panics)
	saw.OthersAreOpen(t)
	require.Equal(t, "HELLO\n", saw.Neighbour, "handle has panicked for one client, and another one gets no answer")
	require.Equal(t, "HELLO\n", saw.Newcomer, "handle has panicked for one client, and the next one gets no answer: serve must go on")
}

func TestClosesTheConnection(t *testing.T) {
	check.Begin(t)
	saw := watch(t, panics)
	require.True(t, saw.Closed, "after a panic the connection is still open: the client waits for ever, and the server loses a file. Only deferred calls run when a function panics")
	saw.OthersAreOpen(t)
}

func TestLogsThePanic(t *testing.T) {
	check.Begin(t)
	saw := watch(t, leaves, panics)
	require.Contains(t, saw.Log, "index out of range", "a panic is a bug that somebody must mend: log what recover returns")
	require.NotContains(t, saw.Log, "nil", "a client has just left, and your code logs nil for it: recover returns nil when there was no panic")
}

func TestAResetEndsOneClientOnly(t *testing.T) {
	check.Begin(t)
	saw := watch(t, resets)
	saw.OthersAreOpen(t)
	require.Equal(t, "HELLO\n", saw.Neighbour, "one client has reset its connection, and another one gets no answer")
	require.Equal(t, "HELLO\n", saw.Newcomer, "one client has reset its connection, and the next one gets no answer: serve must go on")
	require.True(t, saw.Closed, "after a reset the server's end is still open, and holds a file: close it in any case")
}

func TestLeavesNoGoroutine(t *testing.T) {
	check.Begin(t)
	saw := watch(t, panics, resets, leaves)
	require.False(t, saw.Left, "all clients have gone, and a goroutine still waits for something that a panic keeps from coming")
}

// What a client may do.
var (
	panics = func(c *check.Client) { c.Say("\n") }
	resets = func(c *check.Client) { c.Say("hello\n"); c.Reset() }
	leaves = func(c *check.Client) { c.Say("hello\n"); c.Leave() }
)

// What the server did about it.
type sight struct {
	Neighbour    string // what a client heard that was there before and spoke afterwards
	Newcomer     string // what one heard that came afterwards
	Closed       bool   // the connections of the clients in trouble
	OthersClosed bool
	Mended       bool // the bug in given.go
	Left         bool // goroutines were, when all clients had gone
	Log          string
}

// watch runs serve with a client for each trouble. If that ends the process, the
// check has failed.
func watch(t *testing.T, troubles ...func(*check.Client)) sight {
	t.Helper()
	saw, died := check.Apart(t, func() sight { return look(t, troubles) })
	require.False(t, strings.Contains(died, "[recovered"), "your code stops the panic with recover, and then panics anew, which ends the whole server: log.Panic does so, too. log.Printf logs, and no more. The last words were: %s", died)
	require.False(t, strings.Contains(died, "panic:"), "the panic has ended the whole server: stop it in the goroutine that panics. Write defer func() { ... }(), and call recover directly inside: in a function that this one calls it stops nothing. In defer log.Print(recover()) it is called at once, when nothing has panicked yet, and defer recover() stops nothing. The last words were: %s", died)
	require.Empty(t, died, "the whole server has ended, or hangs: an error of one client is no reason to call log.Fatal or os.Exit")
	require.False(t, saw.Mended, "handle in given.go does not panic any more, so the checks cannot see what contain does then: put given.go back as it was")
	return saw
}

func look(t *testing.T, troubles []func(*check.Client)) (saw sight) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	saw.Left = check.InBubble(t, func(t *testing.T) {
		l := check.NewListener()
		defer l.End()
		go serve(l)
		neighbour := check.NewClient(l)
		saw.Closed = true
		for _, trouble := range troubles {
			c := check.NewClient(l)
			trouble(c)
			saw.Closed = saw.Closed && c.Dropped()
		}
		newcomer := check.NewClient(l)
		neighbour.Say("hello\n")
		newcomer.Say("hello\n")
		saw.Neighbour, saw.Newcomer = neighbour.Heard(), newcomer.Heard()
		saw.OthersClosed = neighbour.Dropped() || newcomer.Dropped()
	})
	saw.Log = logged.String()
	saw.Mended = !handlePanics()
	return saw
}

// handlePanics reports whether handle still has its bug.
func handlePanics() (does bool) {
	client, server := net.Pipe()
	go func() {
		io.WriteString(client, "\n")
		client.Close()
	}()
	defer func() { does = recover() != nil }()
	handle(server)
	return false
}

// OthersAreOpen checks that nobody else has lost the connection.
func (s sight) OthersAreOpen(t *testing.T) {
	t.Helper()
	require.False(t, s.OthersClosed, "a client that has done nothing wrong has lost its connection: close that of the client in trouble, and no other. Is handle started with go? Then contain returns at once, and closes too early")
}
