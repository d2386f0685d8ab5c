package layout

import (
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
)

var stranger = recording.Stranger("127.0.0.1:8000")

func TestStrangerIsNotSaidToBeKnown(t *testing.T) {
	p := layOut(stranger, "0.3 A connect", "0.8 B connect", "1.1 B send hello", "4 A leave", "4.0003 B reply HELLO",
		"4.8 B send bye", "4.8003 B reply BYE", "5.4 B leave")
	require.Equal(t, "Server at 127.0.0.1:8000", p.Name)
	require.Empty(t, p.Rows, "nobody knows whom it is with")
	require.Equal(t, []string{
		`A connects and says nothing.`,
		`B sends "hello" and gets no reply for a while.`,
		`A leaves. Now B gets its reply: it seems to have waited for A.`,
		`It seems that B waits until A has left.`,
	}, tell(p))
	require.Equal(t, []State{Unknown}, states(p, "A"))
	require.Equal(t, []State{Unknown, Waiting, Served, Waiting, Served}, states(p, "B"), "a reply proves that it was picked up")
}

func TestStrangerThatAnswersAtOnce(t *testing.T) {
	p := layOut(stranger, "0.3 A connect", "0.8 B connect", "1.1 B send hello", "1.1003 B reply HELLO", "4 A leave", "5 B leave")
	require.Equal(t, []string{
		`A connects and says nothing.`,
		`B sends "hello" and is answered at once.`,
		`A leaves. Nobody else is affected.`,
		`No reply takes long.`,
	}, tell(p))
}

func TestStrangerThatIsSlowForNoReasonThatCanBeSeen(t *testing.T) {
	p := layOut(stranger, "0.3 A connect", "1.1 A send hello", "4 A reply HELLO", "5 A leave")
	require.Equal(t, []string{
		`A sends "hello" and gets no reply for a while.`,
		`A's reply takes its time. Why is not known.`,
	}, tell(p))
	p = layOut(stranger, "0.3 A connect", "0.8 B connect", "1.1 B send hello", "2 A leave", "6 B reply HELLO")
	require.Equal(t, `B's reply takes its time. Why is not known.`, p.Longest.Why, "A has long been gone")
	p = layOut(stranger, "0.3 A connect", "1.1 A send hello")
	require.Equal(t, `A gets no reply. Why is not known.`, p.Longest.Why)
}
