package check

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBubble(t *testing.T) {
	for _, tt := range []struct {
		name  string
		f     func()
		stuck string
	}{
		{"time costs nothing", func() { time.Sleep(time.Hour) }, ""},
		{"time ends with f", func() { go time.Sleep(time.Hour) }, "blocked goroutines remain"},
		{"a goroutine is left", func() { never := make(chan bool); go func() { <-never }() }, "blocked goroutines remain"},
		{"f itself is stuck", func() { <-make(chan bool) }, "all goroutines in bubble are blocked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := Bubble(t, tt.f)
			if tt.stuck == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.stuck)
		})
	}
}

func TestInBubbleTellsWhoIsLeft(t *testing.T) {
	for name, ends := range map[string]bool{"ends": true, "waits for ever": false} {
		t.Run(name, func(t *testing.T) {
			left := InBubble(t, func(t *testing.T) {
				never := make(chan struct{})
				if ends {
					defer close(never)
				}
				waits := Go(func() { <-never })
				synctest.Wait()
				require.False(t, waits.Returned)
			})
			require.Equal(t, !ends, left)
		})
	}
}

func TestGoTellsHowACallEnded(t *testing.T) {
	InBubble(t, func(t *testing.T) {
		returns, panics := Go(func() {}), Go(func() { panic("send on closed channel") })
		synctest.Wait()
		require.Equal(t, Call{Returned: true}, *returns)
		require.Equal(t, Call{Panic: &Panic{Said: "send on closed channel"}}, *panics)
	})
}
