package layout

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
)

// labels returns what is written on a client's segments.
func labels(p Panel, client string) (all []string) {
	for _, segment := range laneOf(p, client).Segments {
		all = append(all, append(segment.Labels, "")[0])
	}
	return all
}

// slowReader is a client that floods and stops reading, and another one.
var slowReader = []string{
	"0.3 A connect", "0.3 log A picked up", "0.5 A flood", "1.2 A stop reading", "1.3 A stalled 5000000 bytes",
	"1.6 B connect", "1.6 log B picked up", "1.9 B send hello", "1.9003 B reply HELLO", "4 B leave", "4 log B dropped",
	"4.6 A read again", "5.3999 A flooded 812000000 bytes", "5.4 A leave", "5.4 log A dropped",
}

func TestSlowReader(t *testing.T) {
	for stage, want := range map[string][]string{
		"02-goroutines": {
			`A floods: it sends without end.`,
			`A stops reading. With 5 MB on the way, its goroutine can only wait.`,
			`B sends "hello" and is answered at once.`,
			`A reads again, and the server goes on with it.`,
			`A leaves. Nobody else is affected.`,
			`Nobody waits for another client.`,
		},
		"04-pool": {
			`A has a worker, and floods: it sends without end.`,
			`A stops reading. With 5 MB on the way, its worker can only wait.`,
			`B sends "hello" and is answered at once.`,
			`A reads again, and the server goes on with it.`,
			`A leaves. Nobody else is affected.`,
			`Nobody waits for another client.`,
		},
		"05-async-netpoll": {
			`A floods: it sends without end. The loop takes it piece by piece.`,
			`A stops reading. With 5 MB on the way, the loop lets it rest.`,
			`B sends "hello": one short job, one reply.`,
			`A reads again, and the server goes on with it.`,
			`A leaves. Nobody else is affected.`,
			`Nobody waits for another client.`,
		},
	} {
		p := layOut(recording.About(stage, nil), slowReader...)
		require.Equal(t, want, tell(p), stage)
		require.Equal(t, []string{"", "floods", "does not read", "floods", ""}, labels(p, "A"), stage)
		require.Equal(t, []recording.Kind{"connect", "flood", "stop reading", "read again", "leave"}, markKinds(p, "A"))
	}
}

func markKinds(p Panel, client string) (kinds []recording.Kind) {
	for _, m := range laneOf(p, client).Marks {
		kinds = append(kinds, m.Kind)
	}
	return kinds
}

func TestSlowReaderHoldsUpStage01(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.5 A flood", "1.2 A stop reading", "1.3 A stalled 5000000 bytes",
		"1.6 B connect", "1.9 B send hello",
		"4.6 A read again", "5.4 A flooded 9000000 bytes", "5.4 A leave",
		"5.4 log A dropped", "5.4 log B picked up", "5.4 B reply HELLO")
	require.Equal(t, [][]string{{"stuck with A, who does not read", "with B"}}, bars(p))
	require.Equal(t, []string{
		`A floods: it sends without end.`,
		`A stops reading. With 5 MB on the way, the server can only wait.`,
		`B sends "hello". No reply: the server is with A.`,
		`A reads again, and the server goes on with it.`,
		`A leaves. Only now the server turns to B.`,
		`B waits until A has left.`,
	}, tell(p))
}

// While it is in the queue, a client cannot be what a server is stuck with.
func TestSlowReaderInTheQueue(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.5 B connect", "0.6 B stop reading", "0.7 B flood", "0.8 B stalled 5000000 bytes")
	require.Contains(t, tell(p), `B stops reading.`)
	require.Contains(t, tell(p), `B floods: it sends without end.`)
	for _, segment := range laneOf(p, "B").Segments {
		require.Equal(t, Queued, segment.State)
	}
}

func TestFlood(t *testing.T) {
	lines := []string{
		"0.3 A connect", "0.3 log A picked up", "0.5 A flood", "0.9 B connect", "0.9 log B picked up",
		"1.2 B send hello", "1.2 B reply HELLO", "4 A flooded 812400000 bytes", "4 A leave", "4 log A dropped",
	}
	p := layOut(recording.About("05-async-netpoll", nil), lines...)
	require.Equal(t, []Bar{{From: 500 * time.Millisecond, To: 4 * time.Second, Client: "A", Labels: Labels{"A"}}}, p.Rows[0].Bars)
	require.Len(t, p.Rows[0].Jobs, 4, "two of each: a flood is not ten thousand jobs")
	require.Equal(t, []string{"", "floods: 812 MB answered"}, labels(p, "A"))

	p = layOut(recording.About("01-blocking", nil), "0.3 A connect", "0.3 log A picked up", "0.5 A flood", "0.9 B connect",
		"1.2 B send hello", "4 A flooded 812400000 bytes", "4 A leave", "4 log A dropped", "4 log B picked up", "4 B reply HELLO")
	require.Equal(t, [][]string{{"stuck with A, who floods", "with B"}}, bars(p))
}

func TestFloodThatEndsBeforeItsClientLeaves(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil), "1 A connect", "1 log A picked up", "2 A flood",
		"3 A flooded 1000 bytes", "4 A send hi", "4 A reply HI", "5 A leave", "5 log A dropped")
	require.Equal(t, []string{"", "floods: 1 KB answered", ""}, labels(p, "A"))
	require.Equal(t, 3*time.Second, laneOf(p, "A").Segments[1].To)
}

func TestLoopRestsWhileItsFloodIsStuck(t *testing.T) {
	p := layOut(recording.About("05-async-netpoll", nil), slowReader...)
	var flows []string
	for _, bar := range p.Rows[0].Bars {
		flows = append(flows, fmt.Sprint(bar.From, bar.To))
	}
	require.Equal(t, []string{"500ms 1.3s", "4.6s 5.3999s"}, flows)
}

func TestLoopCannotFlowBeforeItKnowsTheClient(t *testing.T) {
	p := layOut(recording.About("05-async-netpoll", nil), "1 A connect", "1 A flood", "2 log A picked up", "3 A flooded 100 bytes")
	require.Equal(t, 2*time.Second, p.Rows[0].Bars[0].From)
}

// What a client asks when it reads again is as good a question as any.
func TestOneThatReadsAgainWaitsLikeOthers(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil), "1 A connect", "1 log A picked up", "1.2 A stop reading", "2 A read again",
		"3 A send hi", "5 A reply HI")
	require.Equal(t, "2.0 s", p.Longest.Time)
	require.True(t, p.Longest.Waits)
	wait := laneOf(p, "A").Segments[3]
	require.Equal(t, Waiting, wait.State)
	require.Equal(t, 3*time.Second, wait.From)
	require.Contains(t, tell(p), "A reads again.")
}

func TestSilentOnesThatComeTogetherAreToldTogether(t *testing.T) {
	lines := []string{
		"0.3 A connect", "0.3 log A picked up", "0.31 B connect", "0.31 log B picked up", "0.32 C connect", "0.32 log C picked up",
		"1 D connect", "1 log D picked up", "1.1 D send hi", "1.1 D reply HI",
		"3 B leave", "3 log B dropped", "4 A leave", "4 log A dropped", "5 C leave", "5 log C dropped",
	}
	for stage, want := range map[string][]string{
		"02-goroutines":    {"A, B and C connect and say nothing.", "B leaves, then A and C. Nobody else is affected."},
		"04-pool":          {"A, B and C take a worker each and say nothing.", "B leaves, then A and C. Nobody else is affected."},
		"05-async-netpoll": {"A, B and C connect. The loop notes them and goes on."},
	} {
		told := tell(layOut(recording.About(stage, nil), lines...))
		for _, caption := range want {
			require.Contains(t, told, caption, stage)
		}
		require.Len(t, told, len(want)+2, stage)
	}
	full := layOut(recording.About("04-pool", []string{"-workers", "3"}), append(lines[:6:6],
		"1 D connect", "1.1 D send hi", "3 B leave", "3 log B dropped", "3 log D picked up", "3 D reply HI")...)
	require.Equal(t, []string{
		"A, B and C take every worker and say nothing.",
		`D sends "hi". All workers are taken.`,
		"B leaves. Its worker turns to D.",
		"D waits until B has left.",
	}, tell(full))
	late := layOut(recording.About("02-goroutines", nil), "0.3 A connect", "0.3 log A picked up", "3 B connect", "3 log B picked up")
	require.Contains(t, tell(late), "A connects and says nothing.")
}

func TestHalfCloseAndReset(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil),
		"0.3 A connect", "0.3 log A picked up", "1 A send hi", "1 A reply HI", "2 A half-close", "2.1 A hung up", "2.1 log A dropped",
		"3 B connect", "3 log B picked up", "3.5 B send hi", "3.5 B reply HI", "4 B reset", "4 log B dropped")
	require.Equal(t, []string{
		`A sends "hi" and is answered at once.`,
		`A half-closes: it will send no more, and still reads.`,
		`The server has answered A and hangs up.`,
		`B breaks the connection.`,
		`Nobody waits for another client.`,
	}, tell(p))
	require.Equal(t, []recording.Kind{"connect", "send", "reply", "half-close", "hung up"}, markKinds(p, "A"))
	require.Equal(t, 2100*time.Millisecond, p.Lanes[0].Segments[len(p.Lanes[0].Segments)-1].To)
}

func TestResetMakesRoom(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil), "0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1 B send hi",
		"4 A reset", "4 log A dropped", "4 log B picked up", "4 B reply HI")
	require.Contains(t, tell(p), "A breaks the connection. Only now the server turns to B.")
	require.Len(t, p.Captions, 3, "and that is told once")
}

func TestResetOfAFloodIsToldOnce(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil), "1 A connect", "1 log A picked up", "2 A flood", "3 A flooded 100 bytes", "3 A reset")
	require.Equal(t, []string{
		`A floods: it sends without end.`,
		`A breaks the connection. Nobody else is affected.`,
		`Nobody asked for anything.`,
	}, tell(p))
}

func TestOneThatDoesNotReadWaitsForNobody(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil), "1 A connect", "1 log A picked up", "2 A stop reading", "3 A send hi", "5 A read again", "5 A reply HI")
	require.Equal(t, Longest{Time: "none", Why: "Nobody waits for another client."}, p.Longest)
}

func TestServerThatHangsUpForNoReason(t *testing.T) {
	p := layOut(recording.About("06-mine", nil), "1 A connect", "1 log A picked up", "1.5 A send a", "1.5 A reply A", "2 A hung up", "2 log A dropped")
	require.Contains(t, tell(p), "The server hangs up on A.")
}
