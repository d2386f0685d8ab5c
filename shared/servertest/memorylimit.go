package servertest

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What [Program.testMemoryLimit] gives a program, in bytes.
const (
	memoryLimit = 64 << 20  // its garbage collector works for it to use no more
	memoryBound = 128 << 20 // with more, it dies
)

// testMemoryLimit gives the program little memory, and many clients who send
// without end and read nothing. What they send is three times as long when it is
// answered.
func (p Program) testMemoryLimit(t *testing.T) {
	r := start(t, p.limited())
	var all []*client
	for range mostInQueue(200) {
		c := dial(t, r.Addr)
		// Little room in the kernel leaves more to the program.
		require.NoError(t, c.SetReadBuffer(4<<10))
		require.NoError(t, c.SetWriteBuffer(64<<10))
		all = append(all, c)
	}
	var full sync.WaitGroup
	for _, c := range all {
		full.Go(func() { fill(c, "ΐ") })
	}
	full.Wait()
	memory := r.memory()
	t.Logf("%d MiB with %d clients that send and do not read", memory>>20, len(all))
	require.Less(t, memory, memoryLimit)
	if p.AtOnce == 0 {
		dial(t, r.Addr).ask("is there memory left?")
	}
	for _, c := range all {
		c.reset()
	}
	dial(t, r.Addr).ask("is there memory left?")
}

// limited returns the program with its limits. Windows and macOS know no limit
// of the second kind.
func (p Program) limited() *exec.Cmd {
	args := append([]string{"-addr", "127.0.0.1:0"}, p.Args...)
	cmd := exec.Command(p.path, args...)
	if runtime.GOOS == "linux" {
		// In KiB; see getrlimit(2). The stacks of C's threads count in full, used or not.
		limits := fmt.Sprintf(`ulimit -s 256 && ulimit -d %d && exec "$0" "$@"`, memoryBound>>10)
		cmd = exec.Command("sh", append([]string{"-c", limits, p.path}, args...)...)
	}
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMEMLIMIT=%d", memoryLimit))
	return cmd
}

// fill sends text again and again until the server has taken no more for a while.
func fill(c *client, text string) {
	chunk := []byte(strings.Repeat(text, 32<<10))
	for {
		c.SetWriteDeadline(time.Now().Add(300 * time.Millisecond)) // full, or slow: both will do
		if n, err := c.Write(chunk); n == 0 && err != nil {
			return
		}
	}
}
