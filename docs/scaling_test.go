package docs_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/stage"
)

const (
	limit = 30 * time.Second // for whatever must happen

	// Where this environment variable is set, a missing HAProxy is a failure.
	haproxyNeeded = "WORKBOOK_NEEDS_HAPROXY"

	installOnDebian = "apt-get install haproxy"
	installOnMacOS  = "brew install haproxy"
)

// The addresses in docs/scaling/haproxy.cfg.
const (
	front      = "127.0.0.1:8000"
	backendOne = "127.0.0.1:8001"
	backendTwo = "127.0.0.1:8002"
)

func TestMain(m *testing.M) {
	var err error
	if programDir, err = os.MkdirTemp("", "workbook-docs-*"); err != nil {
		log.Fatal(err)
	}
	flag.Set("test.parallel", "8") // most tests wait, and not for a processor
	goleak.VerifyTestMain(m, goleak.Cleanup(func(status int) {
		os.RemoveAll(programDir)
		os.Exit(status)
	}))
}

func TestClientsAreServedWhenABackendDies(t *testing.T) {
	proxy := needHAProxy(t)
	t.Parallel()
	backends := startStages(t, "02", "05")
	// No check tells HAProxy in time that a backend is gone.
	addr, _ := startHAProxy(t, proxy, backends, "inter 2s", "inter 1h")

	var clients []*client
	for range backends { // each goes where the fewest are: one to each backend
		c := dial(t, addr)
		require.NoError(t, c.ask())
		clients = append(clients, c)
	}
	backends[0].Kill()
	ended := 0
	for _, c := range clients {
		if err := c.ask(); err != nil {
			require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "its connection has not ended")
			ended++
		}
	}
	require.Equal(t, 1, ended, "only a client of the backend that died loses its connection")
	for range 4 {
		require.NoError(t, dial(t, addr).ask(), "who connects now is answered by the other")
	}
}

func TestNobodyIsSentToABackendThatIsStuck(t *testing.T) {
	proxy := needHAProxy(t)
	t.Parallel()
	backends := startStages(t, "01", "05")
	dial(t, backends[0].Addr) // says nothing
	addr, log := startHAProxy(t, proxy, backends)

	waitFor(t, log, "Server upper/one is DOWN")
	for range 4 {
		err := dial(t, addr).ask()
		if errors.Is(err, io.EOF) { // on a slow machine, two may be down, too, for a moment
			waitFor(t, log, "Server upper/two is UP")
			err = dial(t, addr).ask()
		}
		require.NoError(t, err)
	}
}

// TestScalingSaysWhatTheFilesSay holds the commands of docs/scaling.md to HAProxy's
// configuration, and to what the tests above say when they skip.
func TestScalingSaysWhatTheFilesSay(t *testing.T) {
	root, files := texts(t)
	text := files[filepath.Join(root, "docs", "scaling.md")]
	require.NotEmpty(t, text)

	var started []string
	for _, match := range regexp.MustCompile(`(?m)^go run \./0\d-\S+ -addr (\S+)$`).FindAllStringSubmatch(text, -1) {
		started = append(started, match[1])
	}
	require.Equal(t, []string{backendOne, backendTwo}, started, "the backends")
	require.Contains(t, text, "\ngo run ./shared/client\n", "which connects to "+front)
	require.Contains(t, text, "\n"+installOnDebian+"\n")
	require.Contains(t, text, installOnMacOS)

	for _, match := range regexp.MustCompile(`haproxy .*-f (\S+)`).FindAllStringSubmatch(text, -1) {
		require.FileExists(t, filepath.Join(root, filepath.FromSlash(match[1])))
	}
	config := configuration(t)
	for _, addr := range []string{front, backendOne, backendTwo} {
		require.Equal(t, 1, strings.Count(config, addr), "%s in haproxy.cfg", addr)
	}
	quoted := regexp.MustCompile("(?s)```haproxy\n(.*?)```").FindAllStringSubmatch(text, -1)
	require.NotEmpty(t, quoted)
	for _, block := range quoted {
		for line := range strings.Lines(block[1]) {
			require.Contains(t, config, strings.TrimSpace(line), "a line that docs/scaling.md quotes")
		}
	}
}

// needHAProxy returns HAProxy's path, or skips the test.
func needHAProxy(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("haproxy")
	if err == nil {
		return path
	}
	install := installOnDebian
	switch runtime.GOOS {
	case "darwin":
		install = installOnMacOS
	case "windows":
		install += ", in the Windows Subsystem for Linux"
	}
	if os.Getenv(haproxyNeeded) != "" {
		require.FailNow(t, "HAProxy is not installed, and "+haproxyNeeded+" is set", "to install it: %s", install)
	}
	t.Skip("this test needs HAProxy; to install it: " + install)
	return ""
}

func configuration(t *testing.T) string {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "docs", "scaling", "haproxy.cfg"))
	require.NoError(t, err)
	return string(text)
}

// startStages starts the stages with these numbers, which end with the test.
func startStages(t *testing.T, numbers ...string) []*stage.Process {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	all, err := stage.All(root)
	require.NoError(t, err)
	var processes []*stage.Process
	for _, number := range numbers {
		for _, s := range all {
			if s.Number() == number {
				processes = append(processes, startStage(t, s.Name))
			}
		}
	}
	require.Len(t, processes, len(numbers))
	return processes
}

// startHAProxy starts HAProxy with the configuration that students use, in which
// it replaces the addresses, and each odd one of changes by the next. It returns
// where HAProxy listens, and its log. The listening socket is made here and
// inherited: so nobody else can take its port, and clients may connect at once.
func startHAProxy(t *testing.T, path string, backends []*stage.Process, changes ...string) (addr string, log *os.File) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	socket, err := listener.(*net.TCPListener).File()
	require.NoError(t, err)
	listener.Close() // socket is a copy

	const inherited = "fd@3" // the first after standard input, output and error
	changes = append(changes, front, inherited, backendOne, backends[0].Addr, backendTwo, backends[1].Addr)
	for old := range slices.Chunk(changes, 2) {
		require.Equal(t, 1, strings.Count(configuration(t), old[0]), "%q in haproxy.cfg", old[0])
	}
	config := strings.NewReplacer(changes...).Replace(configuration(t))
	file := filepath.Join(t.TempDir(), "haproxy.cfg")
	require.NoError(t, os.WriteFile(file, []byte(config), 0o600))

	ctx, cancel := context.WithCancel(context.Background())
	haproxy := exec.CommandContext(ctx, path, "-db", "-f", file) // -db: stay in the foreground
	haproxy.ExtraFiles = []*os.File{socket}
	log, logEnd, err := os.Pipe()
	require.NoError(t, err)
	haproxy.Stderr = logEnd
	require.NoError(t, haproxy.Start())
	socket.Close() // if HAProxy ends, so does every connection to it
	logEnd.Close()
	t.Cleanup(func() {
		cancel()
		haproxy.Wait()
		rest, _ := io.ReadAll(log)
		if t.Failed() {
			t.Logf("HAProxy's log:\n%s", rest)
		}
		log.Close()
	})
	return listener.Addr().String(), log
}

// waitFor reads a log until it has a line that contains what.
func waitFor(t *testing.T, log *os.File, what string) {
	t.Helper()
	require.NoError(t, log.SetReadDeadline(time.Now().Add(limit)))
	var lines []string
	for scanner := bufio.NewScanner(log); scanner.Scan(); {
		lines = append(lines, scanner.Text())
		if strings.Contains(scanner.Text(), what) {
			return
		}
	}
	require.Fail(t, "not in the log: "+what, strings.Join(lines, "\n"))
}

type client struct {
	conn net.Conn
}

func dial(t *testing.T, addr string) *client {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr, limit)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	return &client{conn}
}

// ask says a line and returns nil if the reply is its upper-case form.
func (c *client) ask() error {
	c.conn.SetDeadline(time.Now().Add(limit))
	if _, err := io.WriteString(c.conn, "hello\n"); err != nil {
		return err
	}
	reply := make([]byte, len("HELLO\n"))
	if _, err := io.ReadFull(c.conn, reply); err != nil {
		return err
	}
	if string(reply) != "HELLO\n" {
		return errors.New("the reply was " + string(reply))
	}
	return nil
}
