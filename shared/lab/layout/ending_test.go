package layout

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
)

// talk is what comes before the signal: A has its answer, B does not read its
// own, and C has asked. Everybody is looked after.
var talk = []string{
	"0.3 A connect", "0.3 log A picked up", "0.6 A send hello", "0.6 A reply HELLO",
	"1 B connect", "1 log B picked up", "1.2 B stop reading", "1.4 B send 20000000 bytes", "1.5 B stalled 7000000 bytes",
	"1.9 C connect", "1.9 log C picked up", "2.2 C send hi", "2.2 C reply HI",
	"3 lab signal SIGTERM",
}

func TestServerThatAnswersFirst(t *testing.T) {
	p := layOut(recording.About("03-oop-style", nil), append(talk,
		"3.1 A hung up", "3.1 log A dropped", "3.1 C hung up", "3.1 log C dropped",
		"4 B read again", "4.1 B reply 20000000 bytes", "4.2 B hung up", "4.2 log B dropped", "4.2 lab ended exit status 0")...)
	require.Equal(t, []string{
		`A sends "hello" and is answered at once.`,
		`B sends 20 MB of text and does not read the answer. With 7 MB on the way, its goroutine can only wait.`,
		`The server gets SIGTERM. It owes B an answer.`,
		`B reads, and gets its whole answer.`,
		`All have their answers. The server ends by itself, with status 0.`,
		`Nobody waits for another client. All are answered before the end. (B did not read: that wait does not count.)`,
	}, tell(p))
	require.False(t, p.Longest.Waits, "that B does not read is its own affair")
	require.Equal(t, "0.1 ms", p.Longest.Time)
	require.Equal(t, []string{"", "does not read", "", ""}, labels(p, "B"))
	require.Equal(t, []State{Served, Served, Waiting, Served}, states(p, "B"))
}

func TestServerThatDies(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil), append(talk,
		"3 A hung up", "3 B cut off", "3 C hung up", "3 lab ended signal: terminated")...)
	require.Equal(t, []string{
		`A sends "hello" and is answered at once.`,
		`B sends 20 MB of text and does not read the answer. With 7 MB on the way, its goroutine can only wait.`,
		`The server gets SIGTERM and dies. B never gets its answer.`,
		`B never gets its answer: the server died of SIGTERM.`,
	}, tell(p))
	require.True(t, p.Longest.Waits)
	require.Equal(t, "over 1.6 s", p.Longest.Time)
	require.Equal(t, []string{"", "does not read"}, labels(p, "B"))
	for _, row := range p.Rows {
		require.LessOrEqual(t, row.Bars[0].To, 3*time.Second)
	}
}

// Who does not read may notice late that the server has died.
func TestDeathNoticedLate(t *testing.T) {
	p := layOut(recording.About("02-goroutines", nil), append(talk,
		"3 A hung up", "3 C hung up", "3 lab ended signal: terminated", "4 B read again", "4.1 B cut off")...)
	require.Equal(t, `The server gets SIGTERM and dies. B never gets its answer.`, p.Captions[len(p.Captions)-1].Text)
}

func TestServerThatDiesWithClientsInItsQueue(t *testing.T) {
	p := layOut(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "1 B connect", "1.1 B send b", "2 C connect", "2.1 C send c",
		"3 lab signal SIGTERM", "3 A hung up", "3 C cut off", "3 B cut off", "3 lab ended signal: terminated")
	require.Equal(t, []string{
		`A connects and says nothing.`,
		`B sends "b". No reply: the server is with A.`,
		`The server gets SIGTERM and dies. B and C never get their answers.`,
		`B and C never get their answers: the server died of SIGTERM.`,
	}, tell(p))
	require.Equal(t, "over 1.9 s", p.Longest.Time)
}

func TestWorkerTurnsToTheQueueBeforeTheEnd(t *testing.T) {
	p := layOut(recording.About("04-pool", []string{"-workers", "1"}),
		"0.3 A connect", "0.3 log A picked up", "0.6 A send hello", "0.6 A reply HELLO", "1.9 C connect", "2.2 C send hi",
		"3 lab signal Ctrl-C", "3.1 A hung up", "3.1 log A dropped", "3.1 log C picked up", "3.1 C reply HI", "3.2 C hung up",
		"3.2 log C dropped", "3.2 lab ended exit status 0")
	require.Equal(t, []string{
		`A takes the only worker.`,
		`C sends "hi". The only worker is taken.`,
		`The server gets Ctrl-C. It owes C an answer.`,
		`The server hangs up on A. Its worker turns to C.`,
		`All have their answers. The server ends by itself, with status 0.`,
		`C waits until the server hangs up on A. All are answered before the end.`,
	}, tell(p))
}

func TestSignalWhenNobodyIsOwedAnything(t *testing.T) {
	lines := []string{"0.3 A connect", "0.3 log A picked up", "0.6 A send hello", "0.6 A reply HELLO", "3 lab signal SIGTERM", "3.1 A hung up"}
	p := layOut(recording.About("03-oop-style", nil), append(lines, "3.2 lab ended exit status 0")...)
	require.Contains(t, tell(p), "The server gets SIGTERM. It owes nobody an answer.")
	require.Contains(t, tell(p), "The server ends by itself, with status 0.")
	require.Equal(t, "Nobody waits for another client.", p.Longest.Why)
	p = layOut(recording.About("02-goroutines", nil), append(lines, "3.2 lab ended signal: terminated")...)
	require.Contains(t, tell(p), "The server gets SIGTERM and dies.")
}

// A server that promises and does not keep it.
func TestServerThatEndsWithoutAnAnswer(t *testing.T) {
	p := layOut(recording.About("06-mine", nil), append(talk, "3.1 B cut off", "3.2 lab ended exit status 0")...)
	require.Contains(t, tell(p), "The server gets SIGTERM. It owes B an answer.")
	require.Contains(t, tell(p), "The server ends. B never gets its answer.")
	require.Equal(t, "B never gets its answer.", p.Longest.Why)
}

func TestServerThatDoesNotHearTheSignal(t *testing.T) {
	p := layOut(recording.About("06-mine", nil), "0.3 A connect", "0.3 log A picked up", "3 lab signal SIGTERM")
	require.Contains(t, tell(p), "The server gets SIGTERM. It owes nobody an answer.")
}

func TestDeadLoopDoesNotGoRound(t *testing.T) {
	p := layOut(recording.About("05-async-netpoll", nil), "0.3 A connect", "0.3 log A picked up", "3 lab ended panic: oh")
	require.Equal(t, 3*time.Second, p.Rows[0].End)
	p = layOut(recording.About("05-async-netpoll", nil), "0.3 A connect", "0.3 log A picked up")
	require.Equal(t, p.Axis.End, p.Rows[0].End)
}
