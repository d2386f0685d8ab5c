package report

import (
	"io"
	"slices"
	"strings"

	"workbook/shared/bench/figures"
	"workbook/shared/terminal"
)

// columns is how wide a report is as text.
const columns = 80

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
	for _, line := range terminal.Wrap(text, columns) {
		b.WriteString(line + "\n")
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
// room for, up to three blanks. What is in the first one may be wider: names are
// as long as people make them.
func (t Table) widths() []int {
	widths := make([]int, len(t.Head))
	rows := slices.Concat(t.headLines(), t.Rows)
	for _, row := range rows {
		for i, cell := range row[1:] {
			widths[i+1] = max(widths[i+1], terminal.Width(cell))
		}
	}
	room, gaps := columns, len(widths)-1
	for _, w := range widths {
		room -= w
	}
	for _, row := range rows {
		if w := terminal.Width(row[0]); w <= room-gaps {
			widths[0] = max(widths[0], w)
		}
	}
	gap := 3
	for gap > 1 && widths[0]+gap*gaps > room {
		gap--
	}
	for i := range widths[1:] {
		widths[i+1] += gap
	}
	return widths
}

// line writes one line of a table. A name that is wider than its column gets a
// line of its own.
func (t Table) line(b *strings.Builder, widths []int, cells []string, style func(string) string) {
	name, figures := cells[0], cells[1:]
	if terminal.Width(name) > widths[0] {
		b.WriteString(style(name) + "\n")
		name = ""
	}
	line := name + blanks(widths[0]-terminal.Width(name))
	for i, cell := range figures {
		line += blanks(widths[i+1]-terminal.Width(cell)) + cell
	}
	b.WriteString(style(strings.TrimRight(line, " ")) + "\n")
}

func blanks(n int) string { return strings.Repeat(" ", n) }
