package trial

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"workbook/shared/exercise"
	"workbook/shared/files"
)

// longestLine is how many bytes of a line are shown: an answer may print a whole
// buffer.
const longestLine = 300

// Trace returns what Go has printed about an exercise, without what does not help a
// student: the advice once more, the frames of stacks that are not in the folder of
// the exercise, and the rest of very long lines.
func Trace(e exercise.Exercise, output string) string {
	lines := strings.Split(files.UnixLines(output), "\n")
	lines = ownFrames(e, withoutRepeats(lines))
	for i, line := range lines {
		lines[i] = shortened(line)
	}
	return strings.Join(lines, "\n")
}

// shortened returns a line without what is too long of it.
func shortened(line string) string {
	if len(line) <= longestLine {
		return line
	}
	head := strings.ToValidUTF8(line[:longestLine], "") // without a part of a character
	return fmt.Sprintf("%s ... %d bytes more", head, len(line)-len(head))
}

// withoutRepeats returns lines without the sections of testify's report that say nothing
// new: which check it is, the advice, that something should be true, and the difference of
// two texts that stand above it. The line before them says where it stands.
func withoutRepeats(lines []string) (kept []string) {
	label, text := "", ""
	ofTexts := false
	for _, line := range lines {
		named, said, in := block(line)
		text = strings.TrimSpace(said)
		switch {
		case named != "" || !in:
			label, ofTexts = named, false
		case strings.HasPrefix(text, `expected: "`):
			ofTexts = true
		case text == "" && ofTexts: // after it comes the difference
			label = "Diff:"
		}
		switch label {
		case "Error Trace:", "Test:", "Messages:", "Diff:":
			continue
		case "Error:":
			if text == "Should be true" || text == "Should be false" {
				continue
			}
		}
		kept = append(kept, line)
	}
	return kept
}

// framePlace is the second line of a frame of a stack.
var framePlace = regexp.MustCompile(`^\t(.+\.go:\d+)( \+0x[0-9a-f]+)?$`)

// ownFrames returns lines without the frames that are not in the folder of the
// exercise, and without goroutines of which nothing is left.
func ownFrames(e exercise.Exercise, lines []string) (kept []string) {
	for i := 0; i < len(lines); i++ {
		at := []string(nil)
		if i+1 < len(lines) {
			at = framePlace.FindStringSubmatch(lines[i+1])
		}
		last := len(kept) - 1
		switch {
		case at != nil: // a frame has two lines
			if i++; inFolder(e, at[1]) {
				function := strings.ReplaceAll(lines[i-1], "workbook/"+e.Path()+".", "")
				kept = append(kept, function, "\t"+path.Base(at[1]))
			}
		case lines[i] == "" && last >= 0 && strings.HasPrefix(kept[last], "goroutine "):
			kept = kept[:last]
		default:
			kept = append(kept, lines[i])
		}
	}
	return kept
}

// inFolder reports whether a place is in the folder of the exercise. Go writes slashes
// on every system.
func inFolder(e exercise.Exercise, place string) bool {
	return strings.Contains(place, "/"+e.Path()+"/")
}
