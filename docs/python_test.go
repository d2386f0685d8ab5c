package docs_test

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

// pythonFiles returns the programs in docs/python by their names.
func pythonFiles(t *testing.T) (root string, programs map[string]string) {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	paths, err := filepath.Glob(filepath.Join(root, "docs", "python", "*.py"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	programs = make(map[string]string)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		programs[filepath.Base(path)] = string(text)
	}
	return root, programs
}

// TestPythonIsThatOfTheFiles looks for each line of Python that a text shows.
func TestPythonIsThatOfTheFiles(t *testing.T) {
	root, programs := pythonFiles(t)
	text, err := os.ReadFile(filepath.Join(root, "docs", "from-python.md"))
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```python\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		found := false
		for _, program := range programs {
			found = found || strings.Contains(program, block[1])
		}
		require.True(t, found, "no file in docs/python has this:\n%s", block[1])
	}
	for _, match := range regexp.MustCompile(`\w+\.py\b`).FindAllString(string(text), -1) {
		require.Contains(t, programs, match)
	}
}

// needsPython is the environment variable that makes tests fail, and not skip,
// where there is no Python with gevent. The variable PYTHON may name another
// interpreter than python3.
const needsPython = "WORKBOOK_NEEDS_PYTHON"

// python returns the interpreter, if it can import a module.
func python(t *testing.T, module string) string {
	t.Helper()
	program := cmp.Or(os.Getenv("PYTHON"), "python3")
	if err := exec.CommandContext(t.Context(), program, "-c", "import "+module).Run(); err != nil {
		missing := fmt.Sprintf("%s cannot import %s (%v): apt-get install python3 python3-gevent", program, module, err)
		if os.Getenv(needsPython) != "" {
			require.Fail(t, missing)
		}
		t.Skip(missing)
	}
	return program
}

// TestPythonServersAnswer runs the servers, where there is Python.
func TestPythonServersAnswer(t *testing.T) {
	_, programs := pythonFiles(t)
	for name, program := range programs {
		if !strings.Contains(program, "listen") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			module := "socket"
			if strings.Contains(program, "gevent") {
				module = "gevent"
			}
			interpreter := python(t, module)
			free, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			_, port, err := net.SplitHostPort(free.Addr().String())
			require.NoError(t, err)
			free.Close()
			server := exec.CommandContext(t.Context(), interpreter, "-c", strings.Replace(program, "8000", port, 1))
			server.Stderr = os.Stderr
			require.NoError(t, server.Start())
			t.Cleanup(func() {
				server.Process.Kill()
				server.Wait()
			})
			var conn net.Conn
			for deadline := time.Now().Add(limit); conn == nil; time.Sleep(10 * time.Millisecond) {
				conn, err = net.Dial("tcp", free.Addr().String())
				require.True(t, err == nil || time.Now().Before(deadline), "it does not listen: %v", err)
			}
			defer conn.Close()
			require.NoError(t, (&client{conn}).ask())
		})
	}
}

// TestElevenFaultsAreShownAndCured counts the commands of each fault: one shows it,
// one proves it cured.
func TestElevenFaultsAreShownAndCured(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "docs", "from-python.md"))
	require.NoError(t, err)
	faults := regexp.MustCompile(`(?m)^### (\d+)\. `).Split(string(text), -1)[1:]
	require.Len(t, faults, 11)
	for i, fault := range faults {
		fault, _, _ = strings.Cut(fault, "\n## ")
		shown, cured, _ := strings.Cut(fault, "\nCured")
		require.Contains(t, shown, "\nSee it", "fault %d", i+1)
		require.NotEmpty(t, testCommands(shown), "what shows fault %d", i+1)
		require.NotEmpty(t, testCommands(cured), "what proves fault %d cured", i+1)
	}
}
