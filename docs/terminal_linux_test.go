package docs_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// noTerminal says why there are no terminals here.
const noTerminal = ""

// startOnTerminal starts a command on a terminal of its own, and returns the end at
// which the person sits: what is written there is typed, and what is read there
// stands on the screen. The command is killed, with all that it has started, when
// ctx is done.
func startOnTerminal(ctx context.Context, cmd *exec.Cmd) (person *os.File, err error) {
	person, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	number, err := unlock(person)
	if err != nil {
		person.Close()
		return nil, err
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		person.Close()
		return nil, err
	}
	defer terminal.Close() // the command has a copy
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // so that Ctrl-C reaches it
	if err := cmd.Start(); err != nil {
		person.Close()
		return nil, err
	}
	context.AfterFunc(ctx, func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	return person, nil
}

// atRest reports whether all threads of a session's processes sleep; see proc(5).
func atRest(session int) bool {
	threads, _ := filepath.Glob("/proc/[0-9]*/task/[0-9]*/stat")
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if err != nil {
			continue // it has ended
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // from the third on
		if fields[3] == strconv.Itoa(session) && fields[0] != "S" {
			return false
		}
	}
	return true
}

// unlock makes a new terminal ready to be opened, and returns its number; see
// pts(4).
func unlock(person *os.File) (number int, err error) {
	conn, err := person.SyscallConn()
	if err != nil {
		return 0, err
	}
	cerr := conn.Control(func(fd uintptr) {
		if err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	})
	if cerr != nil {
		return 0, cerr
	}
	return number, err
}
