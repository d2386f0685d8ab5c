// Package source shows where a server stands: the functions of its source in
// which goroutines wait, and a marker at each line at which they do. The report
// has this in it, and the live page loads it.
package source

import (
	_ "embed"
	"fmt"
	"strings"

	"workbook/shared/lab/recording"
)

// Script is a JavaScript module that moves the markers.
//
//go:embed source.js
var Script string

// Style is the style sheet.
//
//go:embed source.css
var Style string

// A Card is a function, line by line, as Script has it in the page.
type Card struct {
	Name  string // of the file, and the function
	Key   string // that no other function has
	Lines []Line
}

// A Line is a line of source, and who waits there.
type Line struct {
	Number int
	Key    string // that no other line has
	Text   string
	Waits  string // as "3 here", or ""
	Title  string // the same in a sentence
}

// Cards returns functions, with markers at places.
func Cards(sources []recording.Excerpt, places []recording.Place) []Card {
	var cards []Card
	for _, x := range sources {
		card := Card{Name: x.File + ", " + x.Func, Key: key(x.File, x.Line)}
		for i, text := range strings.Split(x.Text, "\n") {
			line := Line{Number: x.Line + i, Key: key(x.File, x.Line+i), Text: text}
			for _, p := range places {
				if p.File == x.File && p.Line == line.Number {
					line.Waits, line.Title = fmt.Sprintf("%d here", p.Goroutines), title(p)
				}
			}
			card.Lines = append(card.Lines, line)
		}
		cards = append(cards, card)
	}
	return cards
}

func key(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }

func title(p recording.Place) string {
	who := "1 goroutine waits"
	if p.Goroutines != 1 {
		who = fmt.Sprintf("%d goroutines wait", p.Goroutines)
	}
	return fmt.Sprintf("%s here: %s (%s)", who, p.Call, p.State)
}
