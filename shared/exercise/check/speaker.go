package check

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A Speaker is a client that says its pieces one by one, as fast as they are read, and
// hears what is written to it. Nothing here waits for anybody, so it needs no bubble.
type Speaker struct {
	Says     []string // each is what one Read brings, if there is room for it
	Ends     error    // what Read returns when all has been said; nil is io.EOF
	Together bool     // it comes with the last bytes, not after them
	ReadOn   bool     // an answer has read once more after it, and was ended there, as by runtime.Goexit

	inside bool // a part of Says[0] has been read
	ended  bool
	heard  []byte
	before []string // what had been heard when each piece began
}

// Meets runs an answer with the client, and returns what the client has heard. No piece
// may have a zero byte: an answer with one has taken more from its buffer than there was.
func (s *Speaker) Meets(t testing.TB, handle func(io.ReadWriter)) (heard string) {
	t.Helper()
	Finishes(t, func() { handle(s) }, "is the end of the input handled? Every error of Read must end the loop")
	heard = string(s.heard)
	require.False(t, strings.Contains(heard, "\x00"), "you answer more than Read has brought: Read fills the buffer from its beginning, and returns how many bytes it has put there. With n, err := conn.Read(in), only in[:n] is new")
	return heard
}

// HeardBefore returns what the client had heard when it began to say a piece. The first
// one is 0.
func (s *Speaker) HeardBefore(piece int) string {
	if piece >= len(s.before) {
		return ""
	}
	return s.before[piece]
}

func (s *Speaker) Read(b []byte) (int, error) {
	if s.ended {
		s.ReadOn = true
		runtime.Goexit() // or it might go on for ever
	}
	if len(s.Says) == 0 {
		return 0, s.end()
	}
	if !s.inside {
		s.before = append(s.before, string(s.heard))
	}
	n := copy(b, s.Says[0])
	s.Says[0] = s.Says[0][n:]
	if s.inside = s.Says[0] != ""; s.inside {
		return n, nil
	}
	s.Says = s.Says[1:]
	if len(s.Says) == 0 && s.Together {
		return n, s.end()
	}
	return n, nil
}

// end returns what ends the input.
func (s *Speaker) end() error {
	s.ended = true
	if s.Ends != nil {
		return s.Ends
	}
	return io.EOF
}

func (s *Speaker) Write(b []byte) (int, error) {
	s.heard = append(s.heard, b...)
	return len(b), nil
}
