package report

import (
	"io"
	"strings"
	"unicode/utf8"

	"workbook/shared/bench/figures"
)

// Columns is how wide a report is as text.
const Columns = 80

// Look is how to write text.
type Look struct{ Colour bool }

// bold makes text stand out.
func (l Look) bold(text string) string {
	if !l.Colour {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// Write writes a report as text.
func Write(w io.Writer, run figures.Run, look Look) error {
	var b strings.Builder
	paragraph(&b, "The bench, "+About(run)+".")
	paragraph(&b, Machine(run)+".")
	for _, s := range Sections(run) {
		b.WriteString("\n" + look.bold(s.Title) + "\n")
		paragraph(&b, s.Lead)
		b.WriteString("\n")
		s.Table.write(&b, look)
		b.WriteString("\n")
		for _, shown := range s.Shown {
			paragraph(&b, shown.Says+" "+shown.LeftOut)
		}
		for _, note := range s.Notes {
			paragraph(&b, note)
		}
	}
	b.WriteString("\n" + look.bold("How far to trust this") + "\n")
	paragraph(&b, Noise(run))
	paragraph(&b, Rule)
	_, err := io.WriteString(w, b.String())
	return err
}

// paragraph writes words in lines.
func paragraph(b *strings.Builder, text string) {
	column := 0
	for _, word := range strings.Fields(text) {
		length := utf8.RuneCountInString(word)
		switch {
		case column == 0:
		case column+1+length > Columns:
			b.WriteString("\n")
			column = 0
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += length
	}
	if column > 0 {
		b.WriteString("\n")
	}
}

// write writes a table: names to the left, figures to the right.
func (t Table) write(b *strings.Builder, look Look) {
	widths := t.widths()
	for _, line := range t.headLines() {
		t.line(b, widths, line, look.bold)
	}
	for _, row := range t.Rows {
		t.line(b, widths, row, func(text string) string { return text })
	}
}

// headLines returns the lines of the head.
func (t Table) headLines() [][]string {
	height := 0
	for _, cell := range t.Head {
		height = max(height, strings.Count(cell, "\n")+1)
	}
	lines := make([][]string, height)
	for _, cell := range t.Head {
		parts := strings.Split(cell, "\n")
		for i := range lines {
			part := ""
			if missing := height - len(parts); i >= missing { // it stands at the bottom
				part = parts[i-missing]
			}
			lines[i] = append(lines[i], part)
		}
	}
	return lines
}

// widths returns how wide each column is. Columns are as far apart as there is
// room for, up to three blanks.
func (t Table) widths() []int {
	widths := make([]int, len(t.Head))
	sum := 0
	for _, row := range append(t.headLines(), t.Rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, w := range widths {
		sum += w
	}
	gaps := len(widths) - 1
	gap := 3
	for gap > 1 && sum+gap*gaps > Columns {
		gap--
	}
	for i := range widths[1:] {
		widths[i+1] += gap
	}
	return widths
}

// line writes one line of a table.
func (t Table) line(b *strings.Builder, widths []int, cells []string, style func(string) string) {
	var line strings.Builder
	for i, cell := range cells {
		blanks := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		if i == 0 {
			line.WriteString(cell + blanks)
		} else {
			line.WriteString(blanks + cell)
		}
	}
	b.WriteString(style(strings.TrimRight(line.String(), " ")) + "\n")
}
