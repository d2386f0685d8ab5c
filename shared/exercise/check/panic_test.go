package check

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRecovered(t *testing.T) {
	require.Nil(t, Recovered(nil))
	var caught *Panic
	func() {
		defer func() { caught = Recovered(recover()) }()
		panic("boo")
	}()
	require.Equal(t, &Panic{Value: "boo"}, caught, "nothing here is an answer")
	require.Equal(t, "your code has panicked: boo", caught.String())
}

func TestPlaceIsInTheAnswer(t *testing.T) {
	const folder = "/home/me/workbook/01-blocking/exercises/1-end/"
	stack := func(files ...string) (frames []runtime.Frame) {
		for i, file := range files {
			frames = append(frames, runtime.Frame{File: file, Line: i + 1})
		}
		return frames
	}
	for want, frames := range map[string][]runtime.Frame{
		"end.go:3":   stack("/go/src/runtime/panic.go", folder+"given.go", folder+"end.go", folder+"end.go", folder+"end_test.go"),
		"given.go:2": stack("/go/src/runtime/panic.go", folder+"given.go", folder+"given.go", folder+"end_test.go"),
		"":           stack("/go/src/runtime/panic.go", "/home/me/workbook/shared/upper/upper.go", folder+"end_test.go"),
	} {
		require.Equal(t, want, place(frames))
	}
	require.Equal(t, "your code has panicked, in end.go:3: boo", (&Panic{"boo", "end.go:3"}).String())
}
