package scenario

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSilentClient(t *testing.T) {
	s := SilentClient()
	require.Equal(t, []string{"A", "B", "C"}, s.Clients())
	require.True(t, slices.IsSortedFunc(s.Steps, func(a, b Step) int { return int(a.At - b.At) }))
	require.Greater(t, s.Length, s.Steps[len(s.Steps)-1].At)
	for _, client := range s.Clients() {
		steps := s.Of(client)
		require.Equal(t, Connect, steps[0].Do, client)
		require.Equal(t, Leave, steps[len(steps)-1].Do, client)
	}
	require.Len(t, s.Of("A"), 2, "A says nothing")
}

func TestFaster(t *testing.T) {
	s := SilentClient()
	twice := s.Faster(2)
	require.Equal(t, 3500*time.Millisecond, twice.Length)
	require.Equal(t, 150*time.Millisecond, twice.Steps[0].At)
	require.Equal(t, SilentClient(), s, "the scenario itself is as before")
}
