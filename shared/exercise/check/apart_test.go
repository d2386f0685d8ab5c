package check

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestApartReturnsWhatWasObserved(t *testing.T) {
	pid, died := Apart(t, os.Getpid)
	require.Empty(t, died)
	require.NotEqual(t, os.Getpid(), pid)
}

func TestApartOutlivesAPanic(t *testing.T) {
	_, died := Apart(t, func() int {
		go func() { panic("boo") }()
		select {}
	})
	require.Equal(t, "panic: boo", died)
}

func TestApartOutlivesAnExit(t *testing.T) {
	_, died := Apart(t, func() int {
		os.Exit(3)
		return 0
	})
	require.Contains(t, died, "exit status 3")
}

// The names of the tests below begin with one another's. Each observes in a process in
// which the others do not run: they would overwrite what it has seen.
func TestApartRunsNoOtherTest(t *testing.T) {
	for _, name := range []string{"1", "10", "21"} {
		t.Run(name, func(t *testing.T) {
			t.Run("1", func(t *testing.T) {
				saw, died := Apart(t, t.Name)
				require.Empty(t, died)
				require.Equal(t, t.Name(), saw)
			})
		})
	}
}
