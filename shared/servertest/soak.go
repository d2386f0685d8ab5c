package servertest

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var soak = flag.Duration("soak", 0, "let clients come and go for so `long`, and look whether the server grows")

// testSoak lets clients of all kinds come and go for as long as one likes. After
// each round, when all have left, it takes a sample of what the program uses.
func (s Stage) testSoak(t *testing.T) {
	if s.Name == "" {
		t.Skip("not a program of its own")
	}
	if *soak == 0 {
		t.Skipf("it takes as long as you say: go test -v -run Conformance/Soak -timeout 0 ./%s -args -soak 30m", s.Name)
	}
	r := s.Build(t).start(t)
	begin := time.Now()
	var samples []sample
	for said := begin; time.Since(begin) < *soak; {
		require.NoError(t, playRound(t.Context(), r.Addr))
		samples = append(samples, r.sample())
		if time.Since(said) >= time.Minute {
			said = time.Now()
			t.Logf("%v: %d clients have left; %v", said.Sub(begin).Round(time.Second), len(samples)*roundSize, samples[len(samples)-1])
		}
	}
	t.Logf("%d clients have left; %v at first, %v at last", len(samples)*roundSize, samples[0], samples[len(samples)-1])
	require.NoError(t, growth(samples))
	r.expectNoGoroutines()
}

// A sample is what a program uses at a moment at which it has no clients.
type sample struct {
	memory  int // resident, in bytes
	files   int
	threads int
}

func (s sample) String() string {
	return fmt.Sprintf("%.1f MiB, %d files, %d threads", float64(s.memory)/(1<<20), s.files, s.threads)
}

// sample waits until the program has closed the files of clients who have left,
// as far as this system tells, and takes a sample.
func (r *running) sample() sample {
	r.t.Helper()
	s := sample{}
	eventually(r.t, "files are left open", func() bool {
		files, err := r.stats.NumFDs()
		s.files = int(files)
		return err != nil || s.files < roundSize/2
	})
	threads, err := r.stats.NumThreads()
	require.NoError(r.t, err)
	s.memory, s.threads = r.memory(), int(threads)
	return s
}

// growth returns an error if what the samples tell has grown: if the last quarter
// of them, at its lowest, is above the first quarter at its highest. What leaks
// rises above any mark in time. What only goes up and down does not.
func growth(samples []sample) error {
	quarter := len(samples) / 4
	if quarter < 5 {
		return fmt.Errorf("%d rounds are too few to tell whether anything grows: soak for longer", len(samples))
	}
	first, last := samples[:quarter], samples[len(samples)-quarter:]
	var errs []error
	for _, figure := range []struct {
		name  string
		of    func(sample) int
		slack int
	}{
		{"bytes of memory", func(s sample) int { return s.memory }, 4 << 20},
		{"files", func(s sample) int { return s.files }, 0},
		{"threads", func(s sample) int { return s.threads }, 4}, // the runtime may start a few
	} {
		compare := func(a, b sample) int { return figure.of(a) - figure.of(b) }
		before, now := figure.of(slices.MaxFunc(first, compare)), figure.of(slices.MinFunc(last, compare))
		if now > before+figure.slack {
			errs = append(errs, fmt.Errorf("%s grow: at most %d at first, at least %d at last", figure.name, before, now))
		}
	}
	return errors.Join(errs...)
}

// expectNoGoroutines ends the program as SIGQUIT does, with a list of its
// goroutines, and expects none that looks after a client.
func (r *running) expectNoGoroutines() {
	r.t.Helper()
	if err := r.Signal(syscall.SIGQUIT); err != nil {
		r.t.Logf("this system does not make a program list its goroutines: %v", err)
		return
	}
	r.end()
	goroutines := 0
	for _, line := range r.Lines() {
		if strings.HasPrefix(line.Text, "goroutine ") {
			goroutines++
		}
	}
	require.Positive(r.t, goroutines, "the program has not listed them")
	require.Less(r.t, goroutines, roundSize/2, "goroutines are left behind")
}

// A behaviour is what a client does once it is connected.
type behaviour func(*net.TCPConn) error

// behaviours are those of the clients of each round, and roundSize is how many come.
var behaviours = []struct {
	behaviour
	count int
}{
	{asksAndLeaves, 40},
	{sendsAndResets, 20},
	{sendsSlowly, 4},
	{floods, 4},
	{halfCloses, 20},
	{neverReads, 2},
}

var roundSize = func() (n int) {
	for _, b := range behaviours {
		n += b.count
	}
	return n
}()

// playRound lets the clients of one round come, all at the same time, and waits
// until they have left.
func playRound(ctx context.Context, addr string) error {
	result := make(chan error)
	for _, b := range behaviours {
		for range b.count {
			go func() { result <- b.visit(ctx, addr) }()
		}
	}
	var errs []error
	for range roundSize {
		errs = append(errs, <-result)
	}
	return errors.Join(errs...)
}

// visit lets a client connect, behave and leave.
func (b behaviour) visit(ctx context.Context, addr string) error {
	dialer := net.Dialer{Timeout: limit}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(2 * limit)) // in a queue, one waits for all the others
	return b(conn.(*net.TCPConn))
}

func asksAndLeaves(conn *net.TCPConn) error {
	if err := converse(conn, "hello\n", "HELLO\n"); err != nil {
		return err
	}
	return leave(conn)
}

func sendsAndResets(conn *net.TCPConn) error {
	_, err := io.WriteString(conn, strings.Repeat("a", 10_000))
	return errors.Join(err, conn.SetLinger(0))
}

func sendsSlowly(conn *net.TCPConn) error {
	for _, letter := range "slowly" {
		if err := converse(conn, string(letter), strings.ToUpper(string(letter))); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond) // its pace
	}
	return leave(conn)
}

func floods(conn *net.TCPConn) error {
	const size = 2 << 20
	go func() {
		io.WriteString(conn, strings.Repeat("a", size))
		conn.CloseWrite()
	}()
	return expectOnly(conn, 'A', size)
}

func halfCloses(conn *net.TCPConn) error {
	const size = 1000
	_, err := io.WriteString(conn, strings.Repeat("a", size))
	if err := errors.Join(err, conn.CloseWrite()); err != nil {
		return err
	}
	return expectOnly(conn, 'A', size)
}

func neverReads(conn *net.TCPConn) error {
	conn.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
	_, err := conn.Write([]byte(strings.Repeat("a", mostInBuffers)))
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("the server should not take all of it: %w", err)
	}
	return conn.SetLinger(0)
}

// converse sends text and expects its answer.
func converse(conn *net.TCPConn, text, want string) error {
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil {
		return err
	}
	if string(got) != want {
		return fmt.Errorf("%q was answered %q, not %q", text, got, want)
	}
	return nil
}

// leave says goodbye and waits until the server has done the same.
func leave(conn *net.TCPConn) error {
	if err := conn.CloseWrite(); err != nil {
		return err
	}
	return expectOnly(conn, 0, 0)
}

// expectOnly expects so many times the same letter, and then the end.
func expectOnly(conn *net.TCPConn, letter byte, count int) error {
	r := bufio.NewReader(conn)
	for n := 0; ; n++ {
		switch b, err := r.ReadByte(); {
		case err == io.EOF && n == count:
			return nil
		case err != nil:
			return fmt.Errorf("after %d of %d letters: %w", n, count, err)
		case b != letter:
			return fmt.Errorf("letter %d of %d is %q, not %q", n, count, b, letter)
		}
	}
}
