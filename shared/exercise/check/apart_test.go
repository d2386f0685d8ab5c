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
