package inside

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A goroutine is what runtime.Stack tells of one.
type goroutine struct {
	state   string  // as "IO wait", "chan receive", "running"
	frames  []frame // the innermost first
	creator frame   // the go statement
}

// A frame is a call that has not returned.
type frame struct {
	function string // as "main.(*Session).Run"
	file     string // with slashes, on Windows too
	line     int    // where it is now
}

// header is the line before a goroutine's frames. What may stand between its
// number and its state, and after the state, has changed over the years.
var header = regexp.MustCompile(`^goroutine \d+ [^\[]*\[([^\],]*)`)

// parseStacks reads what runtime.Stack writes. What it does not know it leaves
// out: that text is for people, and no version of Go promises it to the next.
func parseStacks(text string) []goroutine {
	var all []goroutine
	var function string
	creator := false
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if found := header.FindStringSubmatch(line); found != nil {
			all = append(all, goroutine{state: found[1]})
			function, creator = "", false
			continue
		}
		if len(all) == 0 {
			continue
		}
		if position, ok := strings.CutPrefix(line, "\t"); ok {
			if file, number, ok := parsePosition(position); ok && function != "" {
				all[len(all)-1].add(frame{function, file, number}, creator)
			}
			function = ""
			continue
		}
		function, creator = strings.CutPrefix(line, "created by ")
		if creator {
			function, _, _ = strings.Cut(function, " in goroutine ")
		} else {
			function = withoutArguments(function)
		}
	}
	return all
}

func (g *goroutine) add(f frame, creator bool) {
	if creator {
		g.creator = f
	} else {
		g.frames = append(g.frames, f)
	}
}

// withoutArguments returns the function of a call: "main.(*T).f" of
// "main.(*T).f(0x1, {0x2, 0x3})". Arguments have no parentheses.
func withoutArguments(call string) string {
	if open := strings.LastIndexByte(call, '('); open > 0 && strings.HasSuffix(call, ")") {
		return call[:open]
	}
	return ""
}

// offset is what may follow a position.
var offset = regexp.MustCompile(`( \+0x[0-9a-f]+)?( [a-z]+=\S+)*$`)

// parsePosition takes "/a/main.go:62 +0x1b5" apart. A path may have blanks and,
// on Windows, another colon.
func parsePosition(position string) (file string, line int, ok bool) {
	position = position[:offset.FindStringIndex(position)[0]]
	colon := strings.LastIndexByte(position, ':')
	if colon < 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(position[colon+1:])
	return position[:colon], line, err == nil
}

// added says whether this is the goroutine of the file that the lab has added.
func (g goroutine) added() bool {
	for _, f := range append(g.frames, g.creator) {
		if path.Base(f.file) == addedFile {
			return true
		}
	}
	return false
}

// waits says whether the goroutine waits for something, which a goroutine that
// runs does not, nor one that could run or is held up by the runtime.
func (g goroutine) waits() bool {
	switch g.state {
	case "running", "runnable", "preempted", "copystack", "idle", "dead", "":
		return false
	}
	return !strings.HasPrefix(g.state, "GC ") && !g.quick()
}

// quick says whether the goroutine is in a system call that does not wait: those
// that Go's own packages make for sockets return at once, and what waits then is
// the goroutine, in another state.
func (g goroutine) quick() bool {
	return g.state == "syscall" && slices.ContainsFunc(g.frames, func(f frame) bool {
		return strings.HasPrefix(f.function, "internal/poll.(*FD).")
	})
}

// within returns the innermost call that has been made in one of the files below
// dir, and what was called there, or "" if the call is an operation of the
// language. If the goroutine began in a function of another package, it is the
// go statement, if that is below dir.
func (g goroutine) within(dir string) (at frame, callee string, ok bool) {
	for _, f := range g.frames {
		if strings.HasPrefix(f.file, dir) {
			return f, callee, true
		}
		callee = f.function
	}
	return g.creator, callee, strings.HasPrefix(g.creator.file, dir)
}
