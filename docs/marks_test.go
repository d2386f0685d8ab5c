package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"

	"workbook/shared/exercise"
	"workbook/shared/files"
)

// A mark is a comment on the line before a block of a text. It says where the
// block comes from:
//
//	<!-- code: FILE LINES -->                 lines of a file
//	<!-- diff: FILE LINES | FILE LINES -->    how the second differs from the first
//	<!-- output: COMMAND | LINES -->          what a command prints, after the command
//	<!-- exercises: STAGE -->                 a stage's exercises, up to <!-- end -->
//
// LINES chooses from the file or the output, see [choose]; without it, all of it is
// shown. Where only lines of an output are, the text itself names the command. A
// fourth kind, terminal, is played: see screens_test.go.
type mark struct {
	kind  string // the word before the colon
	args  string // what stands after it
	block string // as it stands in the text, with its fence
	start int    // where the block begins in the text
}

// String returns the mark as one can search for it.
func (m mark) String() string { return "<!-- " + m.kind + ": " + m.args + " -->" }

var (
	markLine = regexp.MustCompile(`(?m)^<!-- (code|diff|output|exercises|terminal): (.*) -->\n`)
	fenced   = regexp.MustCompile("(?sm)\\A```[a-z]*\n.*?^```\n")
)

const listEnd = "<!-- end -->\n"

// marksIn returns a text's marks, in their order.
func marksIn(text string) (marks []mark, err error) {
	for _, at := range markLine.FindAllStringSubmatchIndex(text, -1) {
		m := mark{kind: text[at[2]:at[3]], args: text[at[4]:at[5]], start: at[1]}
		rest := text[m.start:]
		if m.kind == "exercises" {
			list, _, found := strings.Cut(rest, listEnd)
			if !found {
				return nil, fmt.Errorf("%s: its list must end with a line %s", m, strings.TrimSpace(listEnd))
			}
			m.block = list
		} else {
			block := fenced.FindString(rest)
			if block == "" {
				return nil, fmt.Errorf("%s: a block between lines of ``` must follow at once", m)
			}
			m.block = block
		}
		marks = append(marks, m)
	}
	return marks, nil
}

// fresh returns what the block must be.
func (m mark) fresh(root string) (string, error) {
	source, lines, _ := strings.Cut(m.args, " | ")
	switch m.kind {
	case "code":
		piece, err := readPiece(root, m.args)
		return fence("go", dedent(piece.lines)), err
	case "diff":
		return compare(root, source, lines)
	case "output":
		printed, err := run(root, source)
		if err != nil {
			return "", err
		}
		if lines == "" {
			return fence("text", append([]string{"$ " + source}, printed...)), nil
		}
		chosen, err := choose(printed, lines)
		return fence("text", chosen), err
	default:
		return listExercises(root, m.args)
	}
}

// varies reports whether the block is another one in each run: tests print how long
// they took.
func (m mark) varies() bool {
	return m.kind == "output" && strings.HasPrefix(m.args, "go test ")
}

func fence(language string, lines []string) string {
	return "```" + language + "\n" + strings.Join(lines, "\n") + "\n```\n"
}

// A piece is lines of a file.
type piece struct {
	name  string // of the file
	lines []string
	part  bool // of the file
}

// readPiece reads what FILE LINES says.
func readPiece(root, spec string) (piece, error) {
	name, lines, part := strings.Cut(strings.TrimSpace(spec), " ")
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return piece{}, err
	}
	chosen, err := choose(strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), lines)
	return piece{name, chosen, part}, err
}

// choose returns those lines that spec names:
//
//	"A"          the line that contains A; if it opens a block, to its end
//	"A" "B"      the same for the next line that contains B
//	"B" .. "C"   from B to the next line that contains C; if that opens a block, to its end
//
// Only one line may contain the first string: so a piece cannot become another one
// when the file grows. A block ends where a line with the same indentation closes
// it. An empty spec chooses all lines.
func choose(lines []string, spec string) ([]string, error) {
	if strings.TrimSpace(spec) == "" {
		return lines, nil
	}
	first, last, toLast := -1, -1, false
	for rest := strings.TrimSpace(spec); rest != ""; rest = strings.TrimSpace(rest) {
		if after, ok := strings.CutPrefix(rest, ".."); ok && first >= 0 && !toLast {
			rest, toLast, last = after, true, first
			continue
		}
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil || last > first {
			return nil, fmt.Errorf("%s is not understood at %s", spec, rest)
		}
		rest = rest[len(quoted):]
		wanted, _ := strconv.Unquote(quoted)
		contains := func(l string) bool { return strings.Contains(l, wanted) }
		from := max(first, last) + 1
		found := slices.IndexFunc(lines[from:], contains)
		if found < 0 {
			return nil, fmt.Errorf("%s: no line contains %s", spec, quoted)
		}
		if first < 0 && slices.ContainsFunc(lines[found+1:], contains) {
			return nil, fmt.Errorf("%s: more than one line contains %s", spec, quoted)
		}
		if toLast {
			last = from + found
		} else {
			first = from + found
		}
	}
	if toLast && last == first {
		return nil, fmt.Errorf("%s: the end is missing", spec)
	}
	end, err := blockEnd(lines, max(first, last))
	return lines[first : end+1], err
}

var trailingComment = regexp.MustCompile(`\s*// .*$`)

// blockEnd returns the index of the line that closes the block which line i opens,
// or i.
func blockEnd(lines []string, i int) (int, error) {
	end := i
	for opens(lines[end]) { // after "} else {", too
		next := slices.IndexFunc(lines[end+1:], func(line string) bool {
			closing := strings.TrimLeft(line, "\t")
			return indentation(line) == indentation(lines[i]) && (strings.HasPrefix(closing, "}") || strings.HasPrefix(closing, ")"))
		})
		if next < 0 {
			return 0, fmt.Errorf("what %q opens is never closed", lines[end])
		}
		end += 1 + next
	}
	return end, nil
}

func opens(line string) bool {
	code := trailingComment.ReplaceAllString(line, "")
	return strings.HasSuffix(code, "{") || strings.HasSuffix(code, "(")
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, "\t")) }

// dedent takes away the indentation that all lines have.
func dedent(lines []string) []string {
	least := 1 << 10
	for _, line := range lines {
		if line != "" {
			least = min(least, indentation(line))
		}
	}
	var out []string
	for _, line := range lines {
		out = append(out, line[min(least, len(line)):])
	}
	return out
}

var hunk = regexp.MustCompile(`^@@ .*@@$`)

// compare shows how one piece differs from another. The numbers of lines are left
// out where they would be those of the piece, not of the file.
func compare(root, from, to string) (string, error) {
	before, err := readPiece(root, from)
	if err != nil {
		return "", err
	}
	after, err := readPiece(root, to)
	if err != nil {
		return "", err
	}
	text := diff.Diff(before.name, []byte(strings.Join(before.lines, "\n")+"\n"), after.name, []byte(strings.Join(after.lines, "\n")+"\n"))
	if text == nil {
		return "", fmt.Errorf("%s and %s do not differ", from, to)
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")[1:] { // the first repeats the names
		if hunk.MatchString(line) && (before.part || after.part) {
			if len(lines) == 2 {
				continue
			}
			line = "@@"
		}
		lines = append(lines, strings.TrimRight(line, " \t"))
	}
	return fence("diff", lines), nil
}

// listExercises lists a stage's exercises as links.
func listExercises(root, stage string) (string, error) {
	all, err := exercise.All(root)
	if err != nil {
		return "", err
	}
	var list strings.Builder
	for _, e := range all {
		if e.Stage != stage {
			continue
		}
		title, err := e.Title()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&list, "- [%s](exercises/%s/README.md): `%s`\n", title, e.Folder, e.Name())
	}
	if list.Len() == 0 {
		return "This stage has no exercises.\n", nil
	}
	return list.String(), nil
}

// steady is text in which everything is left out that changes from one run to the
// next: times, the numbers of ports and of goroutines, addresses and sizes in memory.
func steady(text string) string {
	text = regexp.MustCompile(`0x[0-9a-f]+\??`).ReplaceAllString(text, "0xN")
	text = regexp.MustCompile(`goroutine \d+ \[`).ReplaceAllString(text, "goroutine N [")
	text = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "127.0.0.1:PORT")
	text = regexp.MustCompile(`\d+\.\d+ ?s\b|\(cached\)`).ReplaceAllString(text, "TIME")
	return regexp.MustCompile(`\d+ (bytes )?for each`).ReplaceAllString(text, "N ${1}for each")
}

// TestLessonsShowWhatTheirMarksSay holds each marked block, in every text, to what
// it comes from. With -update it writes them anew.
func TestLessonsShowWhatTheirMarksSay(t *testing.T) {
	root, all := texts(t)
	for path, text := range all {
		name, err := filepath.Rel(root, path)
		require.NoError(t, err)
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			t.Parallel()
			marks, err := marksIn(text)
			require.NoError(t, err)
			renewed := text
			for _, m := range slices.Backward(marks) { // so that those before stay where they are
				if m.kind == "terminal" {
					continue
				}
				fresh, err := m.fresh(root)
				require.NoError(t, err, "%s", m)
				if fresh == m.block || m.varies() && steady(fresh) == steady(m.block) {
					continue
				}
				if m.varies() && strings.Contains(fresh, "\n--- SKIP: ") {
					continue // this machine cannot tell: it has no epoll, say, or allows too few files
				}
				if *update {
					renewed = renewed[:m.start] + fresh + renewed[m.start+len(m.block):]
					continue
				}
				require.Equal(t, fresh, m.block, "%s in %s is not what it comes from (go test ./docs -run Lessons -update writes it anew)", m, name)
			}
			if renewed != text {
				require.NoError(t, files.Replace(path, []byte(renewed)))
			}
		})
	}
}

func TestLessonsChooseLines(t *testing.T) {
	lines := strings.Split(`// f does it.
func f() {
	for { // ever
		if a {
			b()
		} else {
			e()
		}
	}
	c()
}

func g() {
	for {
		d()
	}
}`, "\n")
	for spec, want := range map[string]string{
		`"c()"`:                    "\tc()",
		`"ever"`:                   "\tfor { // ever\n\t\tif a {\n\t\t\tb()\n\t\t} else {\n\t\t\te()\n\t\t}\n\t}",
		`"func g" "for"`:           "\tfor {\n\t\td()\n\t}",
		`"func g" "for" .. "d()"`:  "\tfor {\n\t\td()",
		`"ever" .. "if a"`:         "\tfor { // ever\n\t\tif a {\n\t\t\tb()\n\t\t} else {\n\t\t\te()\n\t\t}",
		`"// f does" .. "func f("`: strings.Join(lines[:11], "\n"),
		``:                         strings.Join(lines, "\n"),
	} {
		got, err := choose(lines, spec)
		require.NoError(t, err, spec)
		require.Equal(t, want, strings.Join(got, "\n"), spec)
	}
	for spec, want := range map[string]string{
		`"no such line"`:     "no line contains",
		`"func g" "if a"`:    "no line contains", // it stands before g
		`"c()" .. "b()"`:     "no line contains",
		`"for {"`:            "more than one line contains",
		`"c()" ..`:           "the end is missing",
		`"c()" .. "}" "for"`: "is not understood",
		`c()`:                "is not understood",
	} {
		_, err := choose(lines, spec)
		require.ErrorContains(t, err, want, spec)
	}
}
