package check

import (
	"fmt"
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

// A recorder is a test that notes how it fails.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper()                           {}
func (r *recorder) FailNow()                          { runtime.Goexit() }
func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }

func TestAPanicIsSaidWithItsText(t *testing.T) {
	for name, fail := range map[string]func(testing.TB){
		"Finishes": func(t testing.TB) { Finishes(t, func() { panic("boo") }, "it must return") },
		"NoPanic":  func(t testing.TB) { NoPanic(t, &Panic{Value: "boo"}, "") },
	} {
		r := &recorder{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			fail(r)
		}()
		<-done
		require.Contains(t, r.said, "your code has panicked: boo", name)
		require.NotContains(t, r.said, "it must return", "that is not the advice for a panic")
	}
	r := &recorder{TB: t}
	NoPanic(r, nil, "no advice")
	require.Empty(t, r.said)
}
