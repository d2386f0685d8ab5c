package layout

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

// stories is what the pictures say, by stage.
var stories = map[string][]string{
	"01-blocking": {
		`A connects and says nothing.`,
		`B sends "hello". No reply: the server is with A.`,
		`A leaves. Only now the server turns to B.`,
		`B leaves. Now it is C's turn.`,
		`C waits until A and B have left.`,
	},
	"02-goroutines": {
		`A connects and says nothing.`,
		`B sends "hello" and is answered at once.`,
		`A leaves. Nobody else is affected.`,
		`Nobody waits for another client.`,
	},
	"04-pool": {
		`A takes a worker and says nothing.`,
		`B takes the other worker.`,
		`C sends "hi". Both workers are taken.`,
		`A leaves. Its worker turns to C.`,
		`C waits until A has left.`,
	},
	"05-async-netpoll": {
		`A connects. The loop notes it and goes on.`,
		`B sends "hello": one short job, one reply.`,
		`Nobody waits for another client.`,
	},
	"06-mine": {
		`A connects and says nothing.`,
		`B sends "hello" and is answered at once.`,
		`A leaves. Nobody else is affected.`,
		`Nobody waits for another client.`,
	},
}

// tell returns a panel's captions and the reason of its longest wait.
func tell(p Panel) []string {
	var told []string
	for _, c := range p.Captions {
		told = append(told, c.Text)
	}
	return append(told, p.Longest.Why)
}

// bars returns what the server's rows say.
func bars(p Panel) (rows [][]string) {
	for _, row := range p.Rows {
		var labels []string
		for _, bar := range row.Bars {
			labels = append(labels, bar.Labels[0])
		}
		rows = append(rows, labels)
	}
	return rows
}

// states returns a client's states, one after the other.
func states(p Panel, client string) (states []State) {
	for _, segment := range laneOf(p, client).Segments {
		states = append(states, segment.State)
	}
	return states
}

func laneOf(p Panel, client string) Lane {
	i := slices.IndexFunc(p.Lanes, func(l Lane) bool { return l.Client == client })
	return p.Lanes[i]
}

func layOut(server recording.Server, lines ...string) Panel {
	return Panels(sample.Recording(server, lines...))[0]
}

func TestStoriesAreThoseOfThePictures(t *testing.T) {
	for stage, want := range stories {
		p := Panels(sample.SilentClient(stage))[0]
		require.Equal(t, want, tell(p), stage)
		for i, c := range p.Captions {
			require.Equal(t, i+1, c.Number, stage)
		}
	}
}

func TestServerRowsComeFromTheLog(t *testing.T) {
	for stage, want := range map[string][][]string{
		"01-blocking":   {{"stuck with A, who says nothing", "with B", "with C"}},
		"02-goroutines": {{"goroutine 1: with A"}, {"goroutine 2: with B"}, {"goroutine 3: with C"}},
		"04-pool":       {{"worker 1: with A", "worker 1: with C"}, {"worker 2: with B"}},
		"06-mine":       {{"with A"}, {"with B"}, {"with C"}},
	} {
		require.Equal(t, want, bars(Panels(sample.SilentClient(stage))[0]), stage)
	}
}

func TestLoopIsOneRowOfShortJobs(t *testing.T) {
	p := Panels(sample.SilentClient("05-async-netpoll"))[0]
	require.Len(t, p.Rows, 1)
	require.True(t, p.Rows[0].Loop)
	clients := ""
	for _, job := range p.Rows[0].Jobs {
		clients += job.Client
	}
	require.Equal(t, "ABBCCABBC", clients)
}

func TestLanesTellWhoWaits(t *testing.T) {
	panels := Panels(sample.SilentClient("01-blocking"), sample.SilentClient("02-goroutines"))
	require.Equal(t, []State{Queued, Served}, states(panels[0], "A"), "for 0.2 ms")
	require.Equal(t, []State{Queued, Waiting, Served, Waiting, Served}, states(panels[0], "B"))
	require.Equal(t, []State{Queued, Waiting, Served}, states(panels[0], "C"))
	require.Equal(t, []State{Queued, Served, Waiting, Served}, states(panels[1], "C"))

	wait := laneOf(panels[0], "B").Segments[1]
	require.Equal(t, 1100*time.Millisecond, wait.From, "a wait begins when the line is sent")
	require.Equal(t, 4000400*time.Microsecond, wait.To, "and ends with the reply")
	require.Equal(t, Labels{"waits 2.9 s", "2.9 s"}, wait.Labels)
	require.Equal(t, Longest{Time: "3.5 s", Waits: true, Why: "C waits until A and B have left."}, panels[0].Longest)
	require.Equal(t, "0.3 ms", panels[1].Longest.Time)
	require.False(t, panels[1].Longest.Waits)
}

func TestMarksTellWhatWasSaid(t *testing.T) {
	marks := laneOf(Panels(sample.SilentClient("01-blocking"))[0], "B").Marks
	var kinds []recording.Kind
	var labels []string
	for _, m := range marks {
		kinds = append(kinds, m.Kind)
		labels = append(labels, append(m.Labels, "")[0])
	}
	require.Equal(t, []recording.Kind{"connect", "send", "reply", "send", "reply", "leave"}, kinds)
	require.Equal(t, []string{"", `"hello"`, "reply", `"bye"`, "reply in 0.3 ms", ""}, labels)
	require.Equal(t, []bool{false, false, false, true, true, false}, []bool{
		marks[0].Quick, marks[1].Quick, marks[2].Quick, marks[3].Quick, marks[4].Quick, marks[5].Quick,
	})
}

// On a busy machine clients act late, see late, and the log is read late. The
// story must not change, nor must the server seem to have more hands.
func TestNoiseDoesNotChangeTheStory(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for stage, want := range stories {
		quiet := Panels(sample.SilentClient(stage))[0]
		for range 500 {
			r := disturb(sample.SilentClient(stage), random)
			p := Panels(r)[0]
			require.Equal(t, want, tell(p), "%s: %v", stage, r.Events)
			require.Equal(t, bars(quiet), bars(p), "%s: %v", stage, r.Events)
			for _, row := range p.Rows {
				noOverlap(t, row.Bars)
			}
		}
	}
}

// disturb makes clients act and see up to 0.1 s late, and has the log read up to
// 0.4 s late. A cause still comes before its effect, and the log keeps its order.
func disturb(r recording.Recording, random *rand.Rand) recording.Recording {
	var acted, logged time.Duration // the last time that somebody did
	seen := map[string]time.Duration{}
	for i := range r.Events {
		e := &r.Events[i]
		e.At += time.Duration(random.Int64N(int64(100 * time.Millisecond)))
		switch {
		case e.Source == recording.Log:
			e.At += time.Duration(random.Int64N(int64(300 * time.Millisecond)))
			e.At = max(e.At, acted, logged)
			logged = e.At
		case e.Kind == recording.Reply:
			e.At = max(e.At, acted, seen[e.Client])
			seen[e.Client] = e.At
		default:
			e.At = max(e.At, seen[e.Client])
			acted = max(acted, e.At)
			seen[e.Client] = e.At
		}
	}
	slices.SortStableFunc(r.Events, func(a, b recording.Event) int { return cmp.Compare(a.At, b.At) })
	return r
}

func noOverlap(t *testing.T, bars []Bar) {
	t.Helper()
	for i, bar := range bars {
		require.LessOrEqual(t, bar.From, bar.To)
		if i > 0 {
			require.LessOrEqual(t, bars[i-1].To, bar.From)
		}
	}
}

func TestLogReadLateIsPutRight(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up",
		"0.8 B connect", "1.1 B send hello",
		"4 A leave", "4.1 B reply HELLO",
		"4.5 log A dropped", "4.5 log B picked up") // A was dropped before B had its reply
	require.Equal(t, [][]string{{"stuck with A, who says nothing", "with B"}}, bars(p))
	require.Equal(t, 4100*time.Millisecond, p.Rows[0].Bars[0].To)
	require.Equal(t, 4100*time.Millisecond, p.Rows[0].Bars[1].From)
	require.Equal(t, []State{Queued, Waiting, Served}, states(p, "B"))
}

func TestHiccupIsNoWait(t *testing.T) {
	server := recording.About("02-goroutines", nil)
	lines := []string{"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "0.8 log B picked up"}
	hiccup := layOut(server, append(lines, "1.1 B send hello", "1.7 B reply HELLO")...)
	require.Contains(t, tell(hiccup), `B sends "hello" and is answered at once.`)
	require.Equal(t, "600 ms", hiccup.Longest.Time)

	slow := layOut(server, append(lines, "1.1 B send hello", "2.1 B reply HELLO")...)
	require.Contains(t, tell(slow), `B sends "hello". The reply takes its time, though nobody is in the way.`)
	require.True(t, slow.Longest.Waits)
}

func TestWaitInTheQueueCountsHoweverShort(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1.1 B send hello",
		"1.2 A leave", "1.2 log A dropped", "1.2 log B picked up", "1.3 B reply HELLO")
	require.Contains(t, tell(p), `A leaves. Only now the server turns to B.`)
	require.Equal(t, Longest{Time: "200 ms", Waits: true, Why: "B waits until A has left."}, p.Longest)
}

func TestHiccupIsNotTheLongestWait(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1.1 B send hello",
		"1.2 A leave", "1.2 log A dropped", "1.2 log B picked up", "1.3 B reply HELLO",
		"2 B send bye", "2.5 B reply BYE")
	require.Equal(t, "200 ms", p.Longest.Time)
}

func TestNoReplyAtAll(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1.1 B send hello")
	require.Equal(t, []string{
		`A connects and says nothing.`,
		`B sends "hello". No reply: the server is with A.`,
		`B gets no reply: the server is with A.`,
	}, tell(p))
	require.Equal(t, "over 5.9 s", p.Longest.Time)
	require.Equal(t, []State{Queued, Waiting}, states(p, "B"))
	require.Equal(t, p.Axis.End, p.Rows[0].Bars[0].To, "A is there to the end")
}

func TestNoReplyInOnesTurn(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1.1 B send hello",
		"4 A leave", "4 log A dropped", "4 log B picked up", "4.1 B cut off")
	require.Equal(t, "B gets no reply.", p.Longest.Why, "to wait until A had left was not all")
}

func TestNothingFollowsAnAskWithoutReply(t *testing.T) {
	short := sample.Recording(recording.About("01-blocking", nil), "1 A connect", "1 log A picked up", "2 A send hi")
	long := sample.SilentClient("02-goroutines")
	long.Length = 20 * time.Second
	p := Panels(short, long)[0]
	require.Equal(t, []State{Served, Waiting}, states(p, "A"))
	require.Equal(t, 7*time.Second, p.Lanes[0].Segments[1].To, "nothing is known of it later on")
}

func TestGoroutineHasARowOfItsOwn(t *testing.T) {
	lines := []string{
		"1 A connect", "1 log A picked up", "2 A leave", "2 log A dropped",
		"3 B connect", "3 log B picked up", "4 B leave", "4 log B dropped",
	}
	p := layOut(recording.About("02-goroutines", nil), lines...)
	require.Equal(t, [][]string{{"goroutine 1: with A"}, {"goroutine 2: with B"}}, bars(p))
	p = layOut(recording.About("06-mine", nil), lines...)
	require.Equal(t, [][]string{{"with A", "with B"}}, bars(p))
}

func TestUnknownServerWithTwoPairsOfHands(t *testing.T) {
	p := layOut(recording.About("06-mine", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "0.8 log B picked up",
		"1 C connect", "1.5 C send hi", "4 A leave", "4 log A dropped", "4 log C picked up", "4 C reply HI")
	require.Equal(t, [][]string{{"with A", "with C"}, {"with B"}}, bars(p), "it is not stuck, for it has another pair")
	require.Contains(t, tell(p), `C sends "hi". No reply: the server is with A and B.`)
}

func TestPoolThatLeavesAWorkerIdleIsNotSaidToBeFull(t *testing.T) {
	p := layOut(recording.About("04-pool", []string{"-workers", "2"}),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1 B send hi",
		"4 A leave", "4 log A dropped", "4 log B picked up", "4 B reply HI")
	require.Contains(t, tell(p), `B sends "hi". No reply: the server is with A.`)
}

// A file may say so, though no pool can be.
func TestPoolWithoutWorkersIsNotSaidToBeFull(t *testing.T) {
	p := layOut(recording.Server{Hands: recording.Workers}, "1 A connect", "1.1 A send hello")
	require.Equal(t, `A sends "hello" and gets no reply.`, p.Captions[0].Text)
}

func TestTurnsAreToldInTheirOrder(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "0.9 C connect", "1 C send c", "1.1 B send b",
		"4 A leave", "4 log A dropped", "4 log B picked up", "4 B reply B",
		"5 B leave", "5 log B dropped", "5 log C picked up", "5 C reply C")
	require.Equal(t, []string{
		`A leaves. Only now the server turns to B.`,
		`B leaves. Now it is C's turn.`,
	}, tell(p)[2:4])
}

func TestLeavingIsToldOnce(t *testing.T) {
	p := layOut(recording.About("06-mine", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "0.8 B send b", "0.9 C connect", "0.9 C send c",
		"4 A leave", "4 log A dropped", "4 log B picked up", "4 B reply B", "4 log C picked up", "4 C reply C")
	require.Equal(t, []string{
		`A connects and says nothing.`,
		`B sends "b". No reply: the server is with A.`,
		`A leaves. Only now the server turns to B.`,
	}, tell(p)[:3])
	require.Len(t, p.Captions, 3)
}

func TestClientThatIsNeverPickedUpIsNobodysTurn(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1.1 B send hello", "4 A leave", "4 log A dropped")
	require.NotContains(t, fmt.Sprint(tell(p)), "turns to B")
}

func TestPoolOfAnySize(t *testing.T) {
	lines := []string{
		"0.1 A connect", "0.1 log A picked up", "0.6 B connect", "0.6 log B picked up",
		"1.1 C connect", "1.1 log C picked up", "1.5 D connect", "1.6 D send hi",
		"2 B leave", "2 log B dropped", "2 log D picked up", "2 D reply HI",
	}
	three := layOut(recording.About("04-pool", []string{"-workers", "3"}), lines...)
	require.Equal(t, []string{
		`A takes a worker and says nothing.`,
		`C takes the last free worker.`,
		`D sends "hi". All workers are taken.`,
		`B leaves. Its worker turns to D.`,
		`D waits until B has left.`,
	}, tell(three))
	require.Equal(t, "Stage 04: a pool of three workers", three.Heading)
	require.Equal(t, []string{"worker 2: with B", "worker 2: with D"}, bars(three)[1])

	four := layOut(recording.About("04-pool", nil), lines[:6]...)
	require.Len(t, four.Rows, 4, "a free worker is shown, too")

	only := layOut(recording.About("04-pool", []string{"-workers", "1"}), one...)
	require.Equal(t, []string{
		`A takes a worker and says nothing.`,
		`B sends "hi". The only worker is taken.`,
		`A leaves. Its worker turns to B.`,
		`B waits until A has left.`,
	}, tell(only))
}

// one client in the way of another
var one = []string{
	"0.1 A connect", "0.1 log A picked up", "0.2 B connect", "0.3 B send hi",
	"2 A leave", "2 log A dropped", "2 log B picked up", "2 B reply HI",
}

func TestTroublesAreTold(t *testing.T) {
	p := layOut(recording.About("06-mine", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 A send boo", "0.9 A cut off", "0.9 lab ended panic: oh no",
		"1.5 B connect", "1.5 B refused")
	require.Equal(t, []string{
		`A sends "boo" and gets no reply.`,
		`The server hangs up on A.`,
		`The server's program ends. It said "panic: oh no".`,
		`B cannot connect.`,
		`A gets no reply.`,
	}, tell(p))
}

func TestEndsAreToldByTheirStatus(t *testing.T) {
	for status, want := range map[string]string{
		"signal: killed": "A signal ends the server's program.", "exit status 0": "The server's program ends.",
	} {
		p := layOut(recording.About("06-mine", nil), "0.3 A connect", "0.3 log A picked up", "2 lab ended "+status, "4 A leave")
		require.Contains(t, tell(p), want)
	}
}

func TestNobodyIsLookedAfterByADeadServer(t *testing.T) {
	p := layOut(recording.About("06-mine", nil),
		"0.3 A connect", "0.3 log A picked up", "2 lab ended panic: oh no", "4 A leave")
	require.Equal(t, 2*time.Second, p.Rows[0].Bars[0].To)
	require.Equal(t, 2*time.Second, p.Lanes[0].Segments[0].To)
}

func TestClientMayComeTwice(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"1 A connect", "1 log A picked up", "1.5 A send a", "1.5 A reply A", "2 A leave", "2 log A dropped",
		"3 A connect", "3 log A picked up", "3.5 A send b", "3.5 A reply B", "4 A leave", "4 log A dropped")
	require.Equal(t, [][]string{{"with A", "with A"}}, bars(p))
	require.Len(t, p.Lanes, 1)
	require.Len(t, p.Lanes[0].Marks, 8)
}

func TestServerThatLogsNothing(t *testing.T) {
	p := layOut(recording.Server{Title: "a server"}, "0.3 A connect", "1 A send a", "1.1 A reply A", "2 A leave")
	require.Equal(t, "a server", p.Heading)
	require.Equal(t, []State{Queued, Waiting, Served}, states(p, "A"), "a reply proves that it was picked up")
	require.Equal(t, [][]string{nil}, bars(p))
}

func TestNothingHappens(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil))
	require.Equal(t, []string{"Nobody asked for anything."}, tell(p))
}

func TestTurnsAreToldAFewTimesOnly(t *testing.T) {
	lines := []string{"0.01 A connect", "0.01 log A picked up"}
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("0.1 %c connect", 'B'+i), fmt.Sprintf("0.2 %c send hi", 'B'+i))
	}
	for i := range 12 {
		at := 1 + float64(i)/10
		lines = append(lines, fmt.Sprintf("%f %c leave", at, 'A'+i), fmt.Sprintf("%f log %c dropped", at, 'A'+i),
			fmt.Sprintf("%f log %c picked up", at, 'B'+i), fmt.Sprintf("%f %c reply HI", at, 'B'+i))
	}
	p := layOut(recording.About("01-blocking", nil), lines...)
	require.Len(t, p.Lanes, 13)
	require.Len(t, p.Captions, 2+maxTurns)
	require.Equal(t, "M waits until A, B, C, D, E, F, G, H, I, J, K and L have left.", p.Longest.Why)
}

func TestPanelsShareTheirAxis(t *testing.T) {
	long := sample.SilentClient("01-blocking")
	long.Length = 9 * time.Second
	panels := Panels(sample.SilentClient("02-goroutines"), long)
	require.Equal(t, panels[0].Axis, panels[1].Axis)
	require.Equal(t, 9*time.Second, panels[0].Axis.End)
}

func TestAxisHasAFewRoundTicks(t *testing.T) {
	for _, end := range []time.Duration{time.Millisecond, 350e6, 700e6, 2333e6, 7e9, 7.4e9, 10e9, 3600e9} {
		a := axis(0, end)
		require.LessOrEqual(t, len(a.Ticks), 9, end)
		require.GreaterOrEqual(t, len(a.Ticks), 2, end)
	}
	require.Equal(t, "0.1 s", axis(0, 700e6).Ticks[1].Label)
	require.Equal(t, "7 s", axis(0, 7e9).Ticks[7].Label)
}

func TestWords(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0.1 ms": 20 * time.Microsecond, "0.3 ms": 340 * time.Microsecond, "9.9 ms": 9940 * time.Microsecond,
		"10 ms": 9960 * time.Microsecond, "999 ms": 999400 * time.Microsecond, "1.0 s": 999600 * time.Microsecond,
		"2.9 s": 2910 * time.Millisecond,
	} {
		require.Equal(t, want, duration(d))
	}
	require.Equal(t, `"say \"\x1b[31m你好\""`, quote("say \"\x1b[31m你好\""))
	require.Equal(t, `"`+strings.Repeat("x", maxQuote-3)+`..."`, quote(strings.Repeat("x", maxQuote+1)))
}

func TestManyEventsAreLaidOutSoon(t *testing.T) {
	var lines []string
	for i := range 1500 {
		at := float64(i) / 300
		lines = append(lines, fmt.Sprintf("%f %d connect", at, i), fmt.Sprintf("%f log %d picked up", at, i),
			fmt.Sprintf("%f %d send hi", at, i), fmt.Sprintf("%f %d reply HI", at, i),
			fmt.Sprintf("%f %d leave", at, i), fmt.Sprintf("%f log %d dropped", at, i))
	}
	p := layOut(recording.About("02-goroutines", nil), lines...)
	require.Len(t, p.Lanes, 1500)
}
