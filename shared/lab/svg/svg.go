// Package svg draws panels as pictures. It is given a width and lays the picture
// out for it: a phone's is another picture, not a smaller one.
//
// Colour means a client's state only, and every state differs from the others
// without colour, too. Everything has a title, which shows when it is pointed
// at.
package svg

import (
	"fmt"
	"strings"

	"workbook/shared/lab/layout"
	"workbook/shared/theme"
)

// Picture returns a panel as a file of its own: with its legend, its heading and
// its captions.
func Picture(p layout.Panel, width float64, colours theme.Theme) []byte {
	c := newChart(p, width, "hatch")
	height := c.compose()
	var b strings.Builder
	attributes := fmt.Sprintf(`xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" `, number(width), number(height))
	c.open(&b, height, attributes, p.Heading, describe(p))
	fmt.Fprintf(&b, "<style>%s</style>\n", colours.Fixed(pictureStyles))
	fmt.Fprintf(&b, `<rect class="page" width="%s" height="%s"/>`+"\n", number(width), number(height))
	b.WriteString(c.String())
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// compose draws everything, and returns how high that is.
func (c *chart) compose() float64 {
	y := c.explain(c.margin-2) + 26
	y = c.heading(y) + 14
	y = c.draw(y) + 8
	return c.captions(y) + 10
}

// Chart returns a panel's bars and marks, as a part of a page that has Sheet. The
// page has the legend, heading and captions. The id must be the only one of its
// kind in the page.
func Chart(p layout.Panel, width float64, id string) string {
	c := newChart(p, width, id)
	return c.named(c.draw(2), p.Heading, describe(p))
}

// named returns what has been drawn, as an element of that height with a name
// and a description for those who cannot see it.
func (c *chart) named(height float64, title, description string) string {
	var b strings.Builder
	c.open(&b, height, "", title, description)
	b.WriteString(c.String())
	b.WriteString("</svg>\n")
	return b.String()
}

func newChart(p layout.Panel, width float64, id string) *chart {
	return &chart{canvas: &canvas{}, metrics: measure(width, p), panel: p, id: id}
}

// open writes what a picture begins with: its name and description for those who
// cannot see it, and the pattern of a wait.
func (c *chart) open(b *strings.Builder, height float64, attributes, title, description string) {
	id := c.id
	fmt.Fprintf(b, `<svg %sclass="lab" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-t %s-d">`+"\n",
		attributes, number(c.width), number(height), id, id)
	fmt.Fprintf(b, "<title id=\"%s-t\">%s</title>\n", id, escape(Typographic(title)))
	fmt.Fprintf(b, "<desc id=\"%s-d\">%s</desc>\n", id, escape(Typographic(description)))
	b.WriteString(c.pattern())
}

// pattern returns the stripes of a wait.
func (c *chart) pattern() string {
	return fmt.Sprintf(`<defs><pattern id="%s" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`+
		`<rect class="ground" width="10" height="10"/><rect class="stripe" width="4" height="10"/></pattern></defs>`+"\n", c.id)
}

// describe tells in prose what a picture shows.
func describe(p layout.Panel) string {
	told := []string{p.Sentence}
	for _, caption := range p.Captions {
		told = append(told, fmt.Sprintf("At %s: %s", seconds(caption.At), caption.Text))
	}
	told = append(told, "Longest wait: "+p.Longest.Time+". "+p.Longest.Why)
	return strings.Join(told, " ")
}
