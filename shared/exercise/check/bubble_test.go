package check

import (
	"testing"
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
