package svg

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// A canvas collects a picture's elements.
type canvas struct {
	strings.Builder
	boxes []box // of all texts, for tests
}

// A box is the room that a text takes, at most.
type box struct {
	text                     string
	left, top, right, bottom float64
}

// An anchor is which part of a text stands at its position.
type anchor string

const (
	start  anchor = "start"
	middle anchor = "middle"
	end    anchor = "end"
)

// text writes a text whose base line is at y.
func (c *canvas) text(f face, x, y float64, a anchor, text string) {
	if text == "" {
		return
	}
	w := f.width(text)
	left := x
	switch a {
	case middle:
		left = x - w/2
	case end:
		left = x - w
	}
	c.boxes = append(c.boxes, box{text, left, y - 0.8*f.size, left + w, y + 0.25*f.size})
	class := f.class
	if f.bold {
		class = strings.TrimSpace(class + " b")
	}
	c.element("text", class, "x", x, "y", y, "font-size", f.size)
	if a != start {
		fmt.Fprintf(c, ` text-anchor="%s"`, a)
	}
	fmt.Fprintf(c, ">%s</text>\n", escape(text))
}

func (c *canvas) rect(class string, x, y, w, h, r float64) {
	c.element("rect", class, "x", x, "y", y, "width", w, "height", h)
	if r > 0 {
		c.attributes("rx", r)
	}
	c.WriteString("/>\n")
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.element("line", class, "x1", x1, "y1", y1, "x2", x2, "y2", y2)
	c.WriteString("/>\n")
}

func (c *canvas) circle(class string, x, y, r float64) {
	c.element("circle", class, "cx", x, "cy", y, "r", r)
	c.WriteString("/>\n")
}

// path draws straight lines from point to point. Points are pairs of numbers; a
// NaN lifts the pen.
func (c *canvas) path(class string, closed bool, numbers ...float64) {
	c.element("path", class)
	c.WriteString(` d="`)
	command := "M"
	for i := 0; i < len(numbers); i += 2 {
		if math.IsNaN(numbers[i]) {
			command = "M"
			i--
			continue
		}
		c.WriteString(command + number(numbers[i]) + " " + number(numbers[i+1]))
		command = "L"
	}
	if closed {
		c.WriteString("Z")
	}
	c.WriteString("\"/>\n")
}

// group puts what is drawn into a group whose title shows when it is pointed at.
func (c *canvas) group(title string, draw func()) {
	fmt.Fprintf(c, "<g><title>%s</title>\n", escape(Typographic(title)))
	draw()
	c.WriteString("</g>\n")
}

// element writes the beginning of a tag.
func (c *canvas) element(name, class string, attributes ...any) {
	c.WriteString("<" + name)
	if class != "" {
		fmt.Fprintf(c, ` class="%s"`, class)
	}
	c.attributes(attributes...)
}

// attributes writes pairs of a name and a number.
func (c *canvas) attributes(pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(c, ` %s="%s"`, pairs[i], number(pairs[i+1].(float64)))
	}
}

// number returns a coordinate with one decimal at most.
func number(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10+0, 'f', -1, 64)
}

// escape returns a text as XML, and as HTML. What neither can hold, such as
// control characters, becomes U+FFFD, and so does what would turn the text
// around it.
func escape(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(strings.Map(func(r rune) rune { // a Buffer takes everything
		if unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)))
	return b.String()
}
