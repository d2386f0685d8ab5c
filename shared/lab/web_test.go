package main

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/scenario"
	"workbook/shared/lifeline"
)

// livePage starts the lab with its live page, waits until the page's server has
// started stage 01, and returns the page's address.
func livePage(t *testing.T) (cmd *exec.Cmd, temp string, line *lifeline.Lifeline, address string) {
	t.Helper()
	root, line := fakeWorkbook(t)
	cmd, temp = labCommand(t, root, "-web", "-open=false", "-stage", "01")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	first, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	_, address, ok := strings.Cut(strings.TrimSpace(first), "The live page is at ")
	require.True(t, ok, first)
	line.WaitForProcess(t)
	return cmd, temp, line, address
}

func TestLivePageEndsWithTheLab(t *testing.T) {
	t.Parallel()
	lifeline.HangUpCounts(t)
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send a signal to one process")
	}
	for name, signal := range map[string]os.Signal{
		"Ctrl-C": os.Interrupt, "closed terminal": syscall.SIGHUP, "killed": os.Kill,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd, temp, line, address := livePage(t)
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, "GET", address+"views", nil)
			require.NoError(t, err)
			stream, err := http.DefaultClient.Do(r) // does not keep the lab from ending
			require.NoError(t, err)
			defer http.DefaultClient.CloseIdleConnections()
			defer stream.Body.Close()
			require.Equal(t, http.StatusOK, stream.StatusCode)

			require.NoError(t, cmd.Process.Signal(signal))
			late := time.AfterFunc(deadline, func() { cmd.Process.Kill() })
			defer late.Stop()
			err = cmd.Wait()
			line.RequireCut(t)
			if signal != os.Kill {
				require.NoError(t, err, "whoever ends it, wants it to end")
				requireEmpty(t, temp)
			}
		})
	}
}

func TestMistakesWithTheLivePage(t *testing.T) {
	t.Parallel()
	root, _ := fakeWorkbook(t)
	for args, want := range map[string]string{
		"-web -speed 2":          "-speed with -web: the page has no use for it",
		"-web -stage 01,02,03":   "-web shows one stage or two: name them, as in -stage 01,02",
		"-web -stage 09":         `-stage "09": no such stage`,
		"-web -scenario ./no.tx": "./no.tx: there is no such file",
		"-web -from x.json":      "-web with -from: nothing is played then",
	} {
		cmd, temp := labCommand(t, root, strings.Split(args, " ")...)
		out, err := cmd.CombinedOutput()
		require.Error(t, err, args)
		require.Contains(t, string(out), want, args)
		require.Equal(t, 1, strings.Count(string(out), "\n"), string(out))
		requireEmpty(t, temp)
	}
}

func TestPageCanPlayWhatIsShippedAndOneMore(t *testing.T) {
	all, err := playable(scenario.Default)
	require.NoError(t, err)
	require.Len(t, all, len(scenario.Shipped()))
	path := t.TempDir() + "/mine.txt"
	require.NoError(t, os.WriteFile(path, []byte("1s A connects\n"), 0o644))
	all, err = playable(path)
	require.NoError(t, err)
	require.Len(t, all, len(scenario.Shipped())+1)
	require.Equal(t, "mine", all[0].Name)
}
