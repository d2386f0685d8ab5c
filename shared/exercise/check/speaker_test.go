package check

import (
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// echo answers all that comes, through a buffer of so many bytes.
func echo(size int) func(io.ReadWriter) {
	return func(conn io.ReadWriter) {
		io.CopyBuffer(struct{ io.Writer }{conn}, struct{ io.Reader }{conn}, make([]byte, size))
	}
}

func TestSpeakerSaysItsPieces(t *testing.T) {
	for _, size := range []int{1, 2, 4096} {
		s := &Speaker{Says: []string{"hello\n", "bye\n"}}
		require.Equal(t, "hello\nbye\n", s.Meets(t, echo(size)))
		require.Equal(t, "", s.HeardBefore(0))
		require.Equal(t, "hello\n", s.HeardBefore(1), "with a buffer of %d bytes", size)
		require.Equal(t, "", s.HeardBefore(2), "there was no such piece")
		require.False(t, s.ReadOn)
	}
}

func TestSpeakerEndsWithAnError(t *testing.T) {
	reset := errors.New("reset")
	for _, together := range []bool{false, true} {
		var reads []int
		var got error
		s := &Speaker{Says: []string{"hello", "bye"}, Ends: reset, Together: together}
		s.Meets(t, func(conn io.ReadWriter) {
			for in := make([]byte, 4096); got == nil; {
				var n int
				n, got = conn.Read(in)
				reads = append(reads, n)
			}
			conn.Read(make([]byte, 1))
			got = nil // it does not come back
		})
		require.Equal(t, reset, got)
		if together {
			require.Equal(t, []int{5, 3}, reads)
		} else {
			require.Equal(t, []int{5, 3, 0}, reads)
		}
		require.True(t, s.ReadOn)
	}
}

func TestSpeakerHearsWhatWasNeverRead(t *testing.T) {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		(&Speaker{Says: []string{"hello\n"}}).Meets(r, func(conn io.ReadWriter) {
			in := make([]byte, 4096)
			conn.Read(in)
			conn.Write(in)
		})
	}()
	<-done
	require.Contains(t, r.said, "only in[:n] is new")
	require.Less(t, len(r.said), 4096, "what was heard is long, and says nothing")
}
