package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

// sections are those of every lesson, in this order.
var sections = []string{
	"What you will be able to explain",
	"Predict",
	"Run",
	"Observe",
	"Read",
	"What still hurts",
	"The diff to the next stage",
	"Questions",
	"Exercises",
	"Next",
}

// A lesson is the README.md of a stage.
type lesson struct {
	stage string
	text  string
}

// lessons returns those of the workbook's own stages.
func lessons(t *testing.T) (root string, all []lesson) {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	stages, err := stage.All(root)
	require.NoError(t, err)
	for _, s := range stages {
		if s.Number() > "05" { // a student's own need not have one
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, s.Name, "README.md"))
		require.NoError(t, err)
		all = append(all, lesson{s.Name, string(text)})
	}
	require.Len(t, all, 5)
	return root, all
}

// section returns what stands below a heading.
func (l lesson) section(heading string) string {
	_, after, _ := strings.Cut(l.text, "\n## "+heading+"\n")
	inside, _, _ := strings.Cut(after, "\n## ")
	return inside
}

func TestLessonsHaveTheSameSections(t *testing.T) {
	_, all := lessons(t)
	for _, l := range all {
		var headings []string
		for _, match := range regexp.MustCompile(`(?m)^## (.*)$`).FindAllStringSubmatch(l.text, -1) {
			headings = append(headings, match[1])
		}
		require.Equal(t, sections, headings, l.stage)

		folded := func(heading string) int {
			text := l.section(heading)
			require.Equal(t, strings.Count(text, "<details>"), strings.Count(text, "</details>"), l.stage)
			return strings.Count(text, "<details>")
		}
		require.Equal(t, 1, folded("Predict"), "the answer of %s", l.stage)
		require.GreaterOrEqual(t, folded("Questions"), 4, l.stage)
		require.LessOrEqual(t, folded("Questions"), 6, l.stage)
		require.Equal(t, strings.Count(l.text, "<details>"), 1+folded("Questions"), "only answers are folded away in %s", l.stage)

		require.Regexp(t, `<!-- output: go test .*Hurts.* \./`+l.stage+` -->`, l.section("What still hurts"), l.stage)
		require.Contains(t, l.section("The diff to the next stage"), "<!-- diff: ", l.stage)
		require.Contains(t, l.section("Exercises"), "<!-- exercises: "+l.stage+" -->")
		require.Contains(t, l.section("Observe"), `src="../docs/pictures/`+l.stage+`.svg"`)
	}
}

var (
	anyFence    = regexp.MustCompile("(?m)^```([a-z]*)$\n")
	longestCode = 15 // lines
)

// TestLessonsShowNothingUnchecked looks for blocks that nothing holds to their
// source. A block without a mark has nothing but commands, which are run.
func TestLessonsShowNothingUnchecked(t *testing.T) {
	_, all := lessons(t)
	for _, l := range all {
		marks, err := marksIn(l.text)
		require.NoError(t, err)
		marked := make(map[int]bool)
		for _, m := range marks {
			marked[m.start] = true
			if m.kind == "code" {
				require.LessOrEqual(t, strings.Count(m.block, "\n")-2, longestCode, "lines of %s in %s", m, l.stage)
			}
		}
		opens := anyFence.FindAllStringSubmatchIndex(l.text, -1)
		require.Zero(t, len(opens)%2, "a block of %s does not end", l.stage)
		for i := 0; i < len(opens); i += 2 {
			if marked[opens[i][0]] {
				continue
			}
			inside := l.text[opens[i][1]:opens[i+1][0]]
			require.Equal(t, opens[i][2], opens[i][3], "a block of %s has a language, but no mark:\n%s", l.stage, inside)
			for line := range strings.Lines(inside) {
				require.Regexp(t, `^go (run|test|doc) `, line, "a line of a block of %s that has no mark", l.stage)
			}
		}
	}
}

// TestLessonsPicturesNameTheSourceAsItIs holds the places and functions in the
// recording, from which the pictures are drawn, to the stages' source.
func TestLessonsPicturesNameTheSourceAsItIs(t *testing.T) {
	const again = "record again: go run ./shared/lab -json docs/pictures/recording.json, " +
		"then go test ./shared/lab -run Pictures -update and go test ./docs -run Lessons -update"
	root, err := stage.Root()
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(root, "docs", "pictures", "recording.json"))
	require.NoError(t, err)
	recordings, err := recording.Unmarshal(data)
	require.NoError(t, err)
	source := func(file string) string {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		require.NoError(t, err)
		return string(text)
	}
	places := 0
	for _, r := range recordings {
		for _, excerpt := range r.Sources {
			require.True(t, strings.Contains(source(excerpt.File), excerpt.Text), "%s in %s has changed since: %s", excerpt.Func, excerpt.File, again)
		}
		for _, sample := range r.Samples {
			for _, p := range sample.Places {
				places++
				lines := strings.Split(source(p.File), "\n")
				require.Less(t, p.Line, len(lines), again)
				require.Contains(t, lines[p.Line-1], p.Call, "%s:%d (%s)", p.File, p.Line, again)
			}
		}
	}
	require.Positive(t, places)
}
