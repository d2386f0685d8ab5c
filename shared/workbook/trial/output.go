package trial

import (
	"fmt"
	"strings"

	"workbook/shared/stage"
)

// most is how much of an output is kept at each end, in bytes: an answer may
// print without end.
const most = 16 << 10

// clipped is a text without its middle if it is long.
type clipped struct {
	head, tail []byte
	lost       int
}

func (c *clipped) write(text string) {
	if room := most - len(c.head); room > 0 && c.lost == 0 && len(c.tail) == 0 {
		n := min(room, len(text))
		c.head, text = append(c.head, text[:n]...), text[n:]
	}
	c.tail = append(c.tail, text...)
	if over := len(c.tail) - most; over > most { // not at each line
		c.lost += over
		c.tail = append(c.tail[:0], c.tail[over:]...)
	}
}

func (c *clipped) String() string {
	if c.lost == 0 {
		return string(c.head) + string(c.tail)
	}
	return fmt.Sprintf("%s\n... %d bytes are left out ...\n%s", c.head, c.lost, c.tail)
}

// isFrame reports whether a line says only which test begins, rests or ends, or
// how the package did.
func isFrame(line string) bool {
	line = strings.TrimLeft(line, " ")
	for _, frame := range []string{"=== RUN ", "=== PAUSE ", "=== CONT ", "=== NAME ", "--- PASS: ", "--- FAIL: ", "--- SKIP: ", "FAIL\t", "ok  \t"} {
		if strings.HasPrefix(line, frame) {
			return true
		}
	}
	line = strings.TrimSpace(line)
	return line == "PASS" || line == "FAIL"
}

// assertion returns the message of the first assertion of testify that failed,
// and whether that is why the check failed.
func assertion(output string) (advice string, asserted bool) {
	var message []string
	inMessage := false
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		if _, crashed := stage.Crash(line); crashed {
			return "", false
		}
		label, text, isBlock := block(line)
		switch {
		case label == "Error Trace:":
			asserted = true
		case label == "Messages:" && message == nil:
			inMessage, message = true, []string{text}
		case inMessage && isBlock && label == "":
			message = append(message, text)
		default:
			inMessage = false
		}
	}
	return strings.TrimSpace(strings.Join(message, "\n")), asserted
}

// block takes apart a line of testify's report: a tab, a label or as many blanks,
// a tab, and the text.
func block(line string) (label, text string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "\t")
	if !ok {
		return "", "", false
	}
	label, text, ok = strings.Cut(rest, "\t")
	return strings.TrimSpace(label), text, ok
}

// faults returns what was said about one package of what the Go command said
// about a build: lines that begin with # name the package of those that follow.
func faults(said, pkg string) string {
	var all, own []string
	mine := false
	for line := range strings.Lines(said) {
		line = strings.TrimRight(line, "\r\n")
		if header, ok := strings.CutPrefix(line, "# "); ok {
			mine = header == pkg || strings.HasPrefix(header, pkg+" ") || strings.HasPrefix(header, pkg+"_test ")
			continue
		}
		all = append(all, line)
		if mine {
			own = append(own, line)
		}
	}
	if own == nil {
		own = all
	}
	return strings.Join(own, "\n")
}
