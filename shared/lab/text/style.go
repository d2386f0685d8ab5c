package text

// A style is how a character looks on a terminal with colours. The picture is
// the same without.
type style int

const (
	plain style = iota
	bold
	muted
	served
	waiting
	queued
	server
	number // of a caption
	good   // the pill of a server at which nobody waits
	bad    // and of one at which somebody does
)

// escapes switches a style on, whatever was on before. These are the nearest to
// the workbook's colours among the 256 that terminals know. Each colour has its
// own background, so light and dark terminals show the same.
var escapes = map[style]string{
	plain:   "\x1b[0m",
	bold:    "\x1b[0;1m",
	muted:   "\x1b[0;2m",
	served:  "\x1b[0;38;5;231;48;5;25m",
	waiting: "\x1b[0;38;5;16;48;5;214m",
	queued:  "\x1b[0;38;5;130;48;5;223m",
	server:  "\x1b[0;38;5;231;48;5;239m",
	number:  "\x1b[0;1;7m",
	good:    "\x1b[0;1;38;5;231;48;5;25m",
	bad:     "\x1b[0;1;38;5;16;48;5;214m",
}

// solid returns what stands in a coloured cell: where the colour alone fills a
// bar, a blank.
func solid(c cell) string {
	if c.style == served && c.text == looked || c.style == server && c.text == busy {
		return " "
	}
	return c.text
}
