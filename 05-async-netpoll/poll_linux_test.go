package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestOptionsAreThoseOfPackageNet reads the options of an accepted socket.
func TestOptionsAreThoseOfPackageNet(t *testing.T) {
	forEveryPoller(t, func(t *testing.T, p pollerTest) {
		if _, ok := p.poller.(*epoller); !ok {
			t.Skip("package net has set them")
		}
		for _, option := range []struct{ level, name, want int }{
			{unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
			{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
			{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15},
			{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 15},
			{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 9},
		} {
			got, err := unix.GetsockoptInt(p.socket, option.level, option.name)
			require.NoError(t, err)
			require.Equal(t, option.want, got, "option %d", option.name)
		}
	})
}

// A signal to the thread that waits, as Go's own runtime sends them, is no error.
func TestPollerGetsOverASignal(t *testing.T) {
	p, err := newPoller()
	require.NoError(t, err)
	defer p.close()
	thread, ended := make(chan int), make(chan []int)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		thread <- unix.Gettid()
		ended <- p.wait()
	}()
	late := time.After(20 * time.Second)
	for id, tick := <-thread, time.Tick(time.Millisecond); ; {
		select {
		case ready := <-ended:
			require.Empty(t, ready)
			return
		case <-tick: // until it comes when the thread is waiting
			require.NoError(t, unix.Tgkill(unix.Getpid(), id, unix.SIGURG))
		case <-late:
			require.Fail(t, "no signal ends the wait: this test tries nothing")
		}
	}
}

func TestPollerLeavesNoEpollOpen(t *testing.T) {
	p, err := newPoller()
	require.NoError(t, err)
	p.close()
	_, err = unix.EpollWait(p.(*epoller).epfd, make([]unix.EpollEvent, 1), 0)
	require.ErrorIs(t, err, unix.EBADF)
}

// TestRunsAsManyLoopsAsItIsTold counts the epoll instances of the program: each
// loop has one, and Go's runtime may have its own.
func TestRunsAsManyLoopsAsItIsTold(t *testing.T) {
	t.Parallel()
	program := stage.Build(t)
	epolls := func(args ...string) (n int) {
		p := program.Start(t, args...)
		files, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p.PID()))
		require.NoError(t, err)
		for _, file := range files {
			if what, _ := os.Readlink(file); what == "anon_inode:[eventpoll]" {
				n++
			}
		}
		return n
	}
	byDefault := epolls()
	require.Positive(t, byDefault)
	require.Equal(t, byDefault, epolls("-loops", "1"))
	require.Equal(t, byDefault+2, epolls("-loops", "3"))
}
