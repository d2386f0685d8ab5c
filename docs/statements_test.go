package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
	"workbook/shared/theme"
)

// tried are the texts in which a test stands beside each statement.
var tried = []string{"sockets.md", "from-python.md", "lessons.md"}

var (
	goTest    = regexp.MustCompile(`(?m)(?:^|\x60)(go test [^\x60\n]*)`)
	runsTests = regexp.MustCompile(`^go test -v -run (\S+) (\./\S+)$`)
	runsBench = regexp.MustCompile(`^go test -run '\^\$' -bench (\w+)(?: -cpu [\d,]+)? (\./\S+)$`)
)

// TestStatementsAreTried runs the tests that these texts name. Each command must
// run at least one, and that must pass.
func TestStatementsAreTried(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	patterns := make(map[string][]string) // by folder
	for _, name := range tried {
		text, err := os.ReadFile(filepath.Join(root, "docs", name))
		require.NoError(t, err)
		commands := testCommands(string(text))
		require.NotEmpty(t, commands, "%s", name)
		for _, command := range commands {
			if tests := runsTests.FindStringSubmatch(command); tests != nil {
				patterns[tests[2]] = append(patterns[tests[2]], tests[1])
			} else if bench := runsBench.FindStringSubmatch(command); bench != nil {
				require.Contains(t, goTestIn(t, root, "-list", bench[1], bench[2]), "Benchmark"+bench[1], "%s", command)
			} else {
				require.Fail(t, "this command is not understood", "%s in %s", command, name)
			}
		}
	}
	for folder, wanted := range patterns {
		t.Run(strings.TrimPrefix(folder, "./"), func(t *testing.T) {
			printed := goTestIn(t, root, "-v", "-run", strings.Join(wanted, "|"), folder)
			for _, pattern := range wanted {
				require.True(t, passed(printed, pattern), "go test -v -run %s %s runs no test that passes:\n%s", pattern, folder, printed)
			}
		})
	}
}

// testCommands returns the commands of a text that begin with go test.
func testCommands(text string) (commands []string) {
	for _, match := range goTest.FindAllStringSubmatch(text, -1) {
		commands = append(commands, match[1])
	}
	return commands
}

// goTestIn runs go test in the workbook and returns what it prints.
func goTestIn(t *testing.T, root string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"test"}, args...)...)
	cmd.Dir = root
	printed, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", printed)
	return string(printed)
}

var result = regexp.MustCompile(`(?m)^ *--- (PASS|SKIP): (\S+) `)

// passed tells whether a test that a pattern of -run chooses has passed. On systems
// that lack what a test needs it may have been skipped.
func passed(printed, pattern string) bool {
	for _, match := range result.FindAllStringSubmatch(printed, -1) {
		if chooses(pattern, match[2]) && (match[1] == "PASS" || runtime.GOOS != "linux") {
			return true
		}
	}
	return false
}

// chooses tells whether a pattern of -run is for a test of this name.
func chooses(pattern, name string) bool {
	patterns, names := strings.Split(pattern, "/"), strings.Split(name, "/")
	if len(names) < len(patterns) {
		return false
	}
	for i, p := range patterns {
		if !regexp.MustCompile(p).MatchString(names[i]) {
			return false
		}
	}
	return true
}

// TestDiagramsComeInTwoThemes holds the diagrams that are drawn by hand to their
// dark form, which differs in nothing but colours, and to the lab's colours.
func TestDiagramsComeInTwoThemes(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	style := regexp.MustCompile(`(?s)<style>.*</style>`)
	colour := regexp.MustCompile(`#[0-9A-F]{6}\b`)
	for _, name := range []string{"connect", "close"} {
		var drawn []string
		for suffix, colours := range map[string]theme.Theme{"": theme.Light, "-dark": theme.Dark} {
			text, err := os.ReadFile(filepath.Join(root, "docs", "sockets", name+suffix+".svg"))
			require.NoError(t, err)
			drawn = append(drawn, style.ReplaceAllString(string(text), ""))
			var known []string
			for _, c := range colours {
				known = append(known, c.Value)
			}
			require.Subset(t, known, colour.FindAllString(string(text), -1), "%s%s", name, suffix)
		}
		require.Equal(t, drawn[0], drawn[1], "%s", name)
		require.NotRegexp(t, `#[0-9A-Fa-f]{3}`, drawn[0], "colours belong into the style")
	}
}
