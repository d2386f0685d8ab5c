package main

import (
	"regexp"
	"strings"

	"workbook/shared/files"
	"workbook/shared/workbook/screen"
)

var link = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// prose starts as a paragraph does that may be wrapped anew. A list or a table
// does not.
var prose = regexp.MustCompile("^[\\pL`\"(*]")

// markdown writes a text of the workbook for a terminal: paragraphs wrapped, the
// rest as it is.
func (b *book) markdown(indent int, text string) {
	for i, part := range parts(text) {
		if i > 0 {
			b.out.Printf("")
		}
		if prose.MatchString(part) && !strings.HasPrefix(part, "```") {
			b.out.Prose(indent, screen.Plain, link.ReplaceAllString(part, "$1"))
		} else {
			b.out.Block(indent, screen.Plain, part)
		}
	}
}

// parts splits a text at its empty lines, but not within code.
func parts(text string) []string {
	var all []string
	open := false
	for part := range strings.SplitSeq(strings.Trim(files.UnixLines(text), "\n"), "\n\n") {
		if open {
			all[len(all)-1] += "\n\n" + part
		} else if part = strings.Trim(part, "\n"); part != "" {
			all = append(all, part)
		}
		open = open != (strings.Count(part, "```")%2 == 1)
	}
	return all
}
