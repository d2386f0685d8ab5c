package live

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/lab/browser"
	"workbook/shared/lab/layout"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(browser.Tests(m)) }

// deadline is for everything that could hang.
const deadline = 60 * time.Second

// workbook is the real one.
func workbook(t *testing.T) string {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	return root
}

// programs is a workbook with a server that dies when a client tells it to, and
// one that does not compile.
var programs = map[string]string{
	"go.mod": "module workbook\n\ngo 1.25.0\n",
	"01-mortal/main.go": `package main

import ("bufio"; "log"; "net"; "os"; "strings")

func main() {
	log.SetFlags(0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil { log.Fatal(err) }
	log.Printf("listening on %s", listener.Addr())
	for {
		conn, err := listener.Accept()
		if err != nil { log.Fatal(err) }
		go serve(conn)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	log.Printf("%s connected", conn.RemoteAddr())
	defer log.Printf("%s disconnected", conn.RemoteAddr())
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		switch lines.Text() {
		case "die": log.Fatal("I have been told to")
		case "go": return
		case "leave": os.Exit(0)
		case "fall":
			me, _ := os.FindProcess(os.Getpid())
			me.Kill()
		}
		conn.Write([]byte(strings.ToUpper(lines.Text()) + "\n"))
	}
}
`,
	"02-broken/main.go": "package main\n\nfunc main() { thisIsNotGo }\n",
}

func fakeWorkbook(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "my 工作簿") // as students name folders
	for name, text := range programs {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return root
}

// open returns a session that shows stages, all started. It ends with the test.
func open(t *testing.T, root string, stages ...string) *Session {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	var chosen []stage.Stage
	for _, name := range stages {
		chosen = append(chosen, stage.Stage{Name: name, Root: root})
	}
	quick := scenario.SilentClient().Faster(4)
	s, err := New(ctx, root, []scenario.Scenario{quick}, chosen...)
	require.NoError(t, err)
	t.Cleanup(func() {
		cancel()
		require.NoError(t, s.Close())
		require.NoDirExists(t, s.dir)
	})
	return s
}

// await waits until a view is as it should be.
func await(t *testing.T, s *Session, what string, is func(view) bool) view {
	t.Helper()
	late := time.After(deadline)
	for {
		v, changed := s.view()
		if is(v) {
			return v
		}
		select {
		case <-changed:
		case <-time.After(tick): // time goes by
		case <-late:
			require.FailNow(t, "it never came", "%s: %+v", what, v)
		}
	}
}

// do carries out a command that must succeed.
func do(t *testing.T, s *Session, c command) {
	t.Helper()
	require.NoError(t, s.do(c))
}

// state returns how a client fares in a take, or "".
func (so shown) state(client string) layout.State {
	for _, lane := range so.Panel.Lanes {
		if n := len(lane.Segments); lane.Client == client && n > 0 && lane.Segments[n-1].To >= so.Panel.Now {
			return lane.Segments[n-1].State
		}
	}
	return ""
}

// told is all news as one text.
func told(v view) string {
	var all []string
	for _, n := range v.News {
		all = append(all, n.Text)
	}
	return strings.Join(all, " ")
}

// The workbook's argument, by hand: in stage 01 B waits for A, who says nothing;
// the same again on stage 02, and B does not wait.
func TestSameAgainOnTheNextStage(t *testing.T) {
	t.Parallel()
	s := open(t, workbook(t), "01-blocking")
	do(t, s, command{Do: "connect"})
	do(t, s, command{Do: "connect"})
	do(t, s, command{Do: "send", Client: "B", Text: "hello"})
	v := await(t, s, "B waits", func(v view) bool {
		return v.Takes[0].state("B") == layout.Waiting && v.Clients[1].Waits && v.Takes[0].Panel.Longest.Waits &&
			strings.Contains(v.Takes[0].Panel.Stands, "conn.Read")
	})
	require.Equal(t, layout.Served, v.Takes[0].state("A"))
	require.Equal(t, "02-goroutines", v.Next)
	require.False(t, v.Paused)

	do(t, s, command{Do: "again", Stage: v.Next})
	v = await(t, s, "B is answered", func(v view) bool {
		return v.Act == "" && len(v.Takes) == 2 && v.Takes[1].state("B") == layout.Served
	})
	require.Equal(t, over, v.Takes[0].Condition)
	require.Equal(t, layout.Waiting, v.Takes[0].state("B"), "the picture of stage 01 stays")
	require.Equal(t, running, v.Takes[1].Condition)
	require.Contains(t, told(v), "Stage 02: B gets the reply “HELLO” after")
	require.Equal(t, "Nobody waits for another client.", v.Takes[1].Panel.Longest.Why)
	require.Equal(t, v.Takes[0].Panel.Axis, v.Takes[1].Panel.Axis)

	do(t, s, command{Do: "leave", Client: "A"}) // the clients are still there
	await(t, s, "A leaves stage 02", func(v view) bool { return v.Takes[1].state("A") == "" && !v.Clients[0].Here })
}

func TestTwoStagesSideBySide(t *testing.T) {
	t.Parallel()
	s := open(t, workbook(t), "01-blocking", "05-async-netpoll")
	do(t, s, command{Do: "connect"})
	do(t, s, command{Do: "connect"})
	do(t, s, command{Do: "send", Client: "B", Text: "hello"})
	v := await(t, s, "they differ", func(v view) bool {
		return v.Takes[0].state("B") == layout.Waiting && v.Takes[1].state("B") == layout.Served
	})
	require.Equal(t, 1, strings.Count(told(v), "B sends"), "what is done to both is told once")

	do(t, s, command{Do: "choose", Stages: []string{"03-oop-style"}})
	v = await(t, s, "another stage", func(v view) bool { return len(v.Takes) == 1 && v.Takes[0].Condition == running })
	require.Empty(t, v.Clients, "everything begins anew")
	require.Zero(t, v.Length)
}

func TestClientsDoWhatTheyCan(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	for want, c := range map[string]command{
		"is not there yet":         {Do: "send", Client: "A", Text: "x"},
		"nothing that a client ca": {Do: "dance", Client: "A"},
		`no stage "99-none"`:       {Do: "again", Stage: "99-none"},
		`no stage "../evil"`:       {Do: "choose", Stages: []string{"../evil"}},
		"one stage or two":         {Do: "choose"},
		"no scenario":              {Do: "play", Scenario: "none"},
		"nothing has been done":    {Do: "again", Stage: "01-mortal"},
		"a client and one line":    {Do: "send", Text: "x"},
		"one line of at most":      {Do: "send", Client: "A", Text: "x\ny"},
	} {
		require.ErrorContains(t, s.do(c), want)
	}
	for range mostClients {
		do(t, s, command{Do: "connect"})
	}
	require.ErrorContains(t, s.do(command{Do: "connect"}), "12 clients")
	v, _ := s.view()
	require.False(t, v.Room)
	require.Len(t, v.Clients, mostClients)
	require.ErrorContains(t, s.do(command{Do: "connect", Client: "A"}), "A is connected already")

	for _, step := range []string{"stop reading", "read again", "flood", "stop flooding", "half-close", "reset"} {
		do(t, s, command{Do: step, Client: "B"})
	}
	do(t, s, command{Do: "connect", Client: "B"})
	await(t, s, "B is back", func(v view) bool { return v.Takes[0].state("B") == layout.Served && v.Clients[1].Here })
	require.ErrorContains(t, s.do(command{Do: "read again", Client: "B"}), "reads all the time")
}

func TestServerThatHangsUpIsNoticed(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	do(t, s, command{Do: "connect"})
	do(t, s, command{Do: "send", Client: "A", Text: "go"})
	await(t, s, "A is gone", func(v view) bool { return !v.Clients[0].Here })
	require.ErrorContains(t, s.do(command{Do: "send", Client: "A", Text: "hi"}), "A has left")
	do(t, s, command{Do: "connect", Client: "A"})
	await(t, s, "A is back", func(v view) bool { return v.Clients[0].Here && v.Takes[0].state("A") == layout.Served })
}

func TestServerThatDiesIsStartedAgain(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	do(t, s, command{Do: "connect"})
	do(t, s, command{Do: "send", Client: "A", Text: "die"})
	v := await(t, s, "it dies", func(v view) bool { return v.Takes[0].Condition == died })
	require.Equal(t, "exit status 1: I have been told to", v.Takes[0].Reason)
	require.Contains(t, told(v), "program has ended")
	require.ErrorContains(t, s.do(command{Do: "send", Client: "A", Text: "hi"}), "no server is running")
	do(t, s, command{Do: "restart"})
	do(t, s, command{Do: "connect"})
	await(t, s, "it lives", func(v view) bool { return v.Takes[0].Condition == running && v.Takes[0].state("A") == layout.Served })
	left, err := os.ReadDir(s.dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "the program of the one that has died is gone")
}

// What it logged last is told only if it is the reason.
func TestHowServersEndIsTold(t *testing.T) {
	t.Parallel()
	killed := "a signal ended it (killed)"
	if runtime.GOOS == "windows" {
		killed = "exit status 1" // there are no signals
	}
	s := open(t, fakeWorkbook(t), "01-mortal")
	for line, want := range map[string]string{"leave": "it ended by itself, with exit status 0, as if told to stop", "fall": killed} {
		do(t, s, command{Do: "restart"})
		do(t, s, command{Do: "connect"})
		do(t, s, command{Do: "send", Client: "A", Text: line})
		v := await(t, s, "it ends", func(v view) bool { return v.Takes[0].Condition == died })
		require.Equal(t, want, v.Takes[0].Reason)
	}
}

func TestServerThatDoesNotCompileSaysWhy(t *testing.T) {
	t.Parallel()
	root := fakeWorkbook(t)
	s := open(t, root, "02-broken")
	v := await(t, s, "it fails", func(v view) bool { return v.Takes[0].Condition == failed })
	require.Contains(t, v.Takes[0].Reason, "undefined: thisIsNotGo")
	require.NoError(t, os.WriteFile(filepath.Join(root, "02-broken", "main.go"), []byte(programs["01-mortal/main.go"]), 0o644))
	do(t, s, command{Do: "connect"}) // which starts what is there now
	await(t, s, "it has been mended", func(v view) bool { return v.Takes[0].state("A") == layout.Served })
}

func TestPictureStandsStillWhileTimeGoesBy(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	do(t, s, command{Do: "connect"})
	v := await(t, s, "A is looked after", func(v view) bool { return v.Takes[0].state("A") == layout.Served })
	await(t, s, "that was a while ago", func(now view) bool { return now.Length > v.Length+together.Seconds() })
	do(t, s, command{Do: "send", Client: "A", Text: "hello"})
	await(t, s, "A is answered", func(v view) bool { return strings.Contains(told(v), "HELLO") })
	do(t, s, command{Do: "pause"})
	before, _ := s.view()
	require.True(t, before.Paused)
	await(t, s, "time goes by", func(v view) bool { return v.Length > before.Length })
	after, _ := s.view()
	require.Equal(t, before.Now, after.Now)
	require.Equal(t, before.Takes[0].Panel.Lanes, after.Takes[0].Panel.Lanes)

	do(t, s, command{Do: "step", By: -1})
	v, _ = s.view()
	require.Contains(t, told(v), "HELLO")
	require.NotContains(t, told(v), "A leaves.")
	do(t, s, command{Do: "at", At: 0})
	v, _ = s.view()
	require.Empty(t, v.Takes[0].Panel.Lanes)
	require.Empty(t, v.News)
	do(t, s, command{Do: "step", By: 1})
	v, _ = s.view()
	require.Contains(t, told(v), "A connects.")
	require.NotContains(t, told(v), "HELLO")
	do(t, s, command{Do: "step", By: -1}) // there is nothing before it
	again, _ := s.view()
	require.Equal(t, v.Now, again.Now)

	do(t, s, command{Do: "send", Client: "A", Text: "bye"})
	v, _ = s.view()
	require.False(t, v.Paused, "who does something wants to see it")
	do(t, s, command{Do: "pause"})
	do(t, s, command{Do: "resume"})
	v, _ = s.view()
	require.False(t, v.Paused)
	require.Equal(t, v.Length, v.Now)
}

func TestScenarioIsPlayed(t *testing.T) {
	t.Parallel()
	s := open(t, workbook(t), "01-blocking")
	name := scenario.SilentClient().Name
	do(t, s, command{Do: "play", Scenario: name})
	v, _ := s.view()
	require.Contains(t, v.Act, name)
	require.ErrorContains(t, s.do(command{Do: "connect"}), "wait for its end")
	v = await(t, s, "it is over", func(v view) bool { return v.Act == "" })
	require.Equal(t, over, v.Takes[0].Condition)
	require.Len(t, v.Takes[0].Panel.Lanes, 3)
	require.Equal(t, "C waits until A and B have left.", v.Takes[0].Panel.Longest.Why)

	do(t, s, command{Do: "again", Stage: "04-pool"})
	v = await(t, s, "it is over again", func(v view) bool { return v.Act == "" && len(v.Takes) == 2 })
	require.Equal(t, "Stage 04: a pool of two workers", v.Takes[1].Panel.Heading)
	require.Equal(t, "C waits until A has left.", v.Takes[1].Panel.Longest.Why)

	do(t, s, command{Do: "connect"}) // begins anew, with the stage that was shown last
	v = await(t, s, "a new story", func(v view) bool { return len(v.Takes) == 1 && v.Takes[0].state("A") == layout.Served })
	require.Equal(t, "04-pool", v.Takes[0].Stage)
}

func TestWhatGoesOnCanBeStopped(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	do(t, s, command{Do: "play", Scenario: scenario.SilentClient().Name})
	do(t, s, command{Do: "stop"})
	v := await(t, s, "it has stopped", func(v view) bool { return v.Act == "" })
	require.Equal(t, over, v.Takes[0].Condition)

	do(t, s, command{Do: "restart"})
	for i := range 3 {
		do(t, s, command{Do: "connect"})
		do(t, s, command{Do: "send", Client: string(rune('A' + i)), Text: "hi"})
	}
	await(t, s, "a second has passed", func(v view) bool { return v.Length > 1 })
	do(t, s, command{Do: "connect"})
	do(t, s, command{Do: "again", Stage: "01-mortal"})
	await(t, s, "three have come", func(v view) bool { return len(v.Takes) == 2 && len(v.Takes[1].Panel.Lanes) == 3 })
	do(t, s, command{Do: "stop"})
	v = await(t, s, "it has stopped", func(v view) bool { return v.Act == "" })
	if len(v.Clients) == 3 { // on a slow machine the fourth has come, too
		require.Len(t, v.Takes[1].Panel.Lanes, 3)
		do(t, s, command{Do: "connect"})
	}
	await(t, s, "four have come", func(v view) bool { return len(v.Clients) == 4 && len(v.Takes[1].Panel.Lanes) == 4 })
}

func TestWindowGrowsAndThenSlides(t *testing.T) {
	for _, c := range []struct{ length, at, from, to time.Duration }{
		{0, 0, 0, 10}, {9, 9, 0, 10}, {11, 3, 0, 15}, {30, 30, 0, 30}, {31, 31, 5, 35}, {61, 61, 35, 65}, {61, 3, 0, 30}, {61, 33, 5, 35},
	} {
		from, to := window(c.length*time.Second, c.at*time.Second)
		require.Equal(t, [2]time.Duration{c.from * time.Second, c.to * time.Second}, [2]time.Duration{from, to}, fmt.Sprint(c))
	}
}
