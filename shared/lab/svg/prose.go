package svg

import (
	"fmt"

	"workbook/shared/lab/layout"
)

// explain draws the legend from y down.
func (c *chart) explain(y float64) float64 {
	all := c.legend([]layout.Panel{c.panel})
	n := bars(all)
	return c.entries(c.entries(y, all[:n]), all[n:])
}

// entries draws a part of the legend, in as many lines as it takes.
func (c *chart) entries(y float64, all []entry) float64 {
	x, line, f := c.margin, c.note.size+18, face{size: c.note.size}
	y += line / 2
	for _, e := range all {
		w := e.width + 8 + f.width(e.meaning)
		if x > c.margin && x+w > c.width-c.margin {
			x, y = c.margin, y+line
		}
		c.group(e.meaning, func() {
			e.draw(c, x, y)
			c.text(f, x+e.width+8, y+0.36*f.size, start, e.meaning)
		})
		x += w + 24
	}
	return y + line/2
}

// heading writes the title, the longest wait and the sentence, from y down.
func (c *chart) heading(y float64) float64 {
	text := "longest wait " + c.panel.Longest.Time
	height := c.longest.size * 2.2
	w := c.longest.width(text) + height
	room := c.width - 2*c.margin
	pillX, pillY := c.width-c.margin-w, y
	if c.title.width(c.panel.Heading)+w+16 <= room {
		y = c.prose(c.title, c.margin, y, room, c.panel.Heading)
		y = c.prose(c.sentence, c.margin, y, room-w-16, c.panel.Sentence)
	} else {
		y = c.prose(c.title, c.margin, y, room, c.panel.Heading)
		y = c.prose(c.sentence, c.margin, y, room, c.panel.Sentence)
		pillX, pillY = c.margin, y+8
	}
	class := "good"
	if c.panel.Longest.Waits {
		class = "bad"
	}
	c.group(text+": "+c.panel.Longest.Why, func() {
		c.rect(class, pillX, pillY, w, height, height/2)
		c.text(c.longest, pillX+w/2, pillY+height/2+0.36*c.longest.size, middle, text)
		c.boxes[len(c.boxes)-1] = box{text, pillX, pillY, pillX + w, pillY + height}
	})
	return max(y, pillY+height)
}

// prose writes a text in lines, from y down.
func (c *chart) prose(f face, x, y, room float64, text string) float64 {
	for _, line := range f.wrap(Typographic(text), room) {
		y += 1.35 * f.size
		c.text(f, x, y-0.3*f.size, start, line)
	}
	return y
}

// captions writes the numbered sentences, in two columns where there is room.
func (c *chart) captions(y float64) float64 {
	columns := 2
	if c.compact {
		columns = 1
	}
	room := (c.width - 2*c.margin) / float64(columns)
	for i := 0; i < len(c.panel.Captions); i += columns {
		bottom := y
		for column, caption := range c.panel.Captions[i:min(i+columns, len(c.panel.Captions))] {
			bottom = max(bottom, c.caption(c.margin+float64(column)*room, y, room-16, caption))
		}
		y = bottom + 6
	}
	return y
}

func (c *chart) caption(x, y, room float64, caption layout.Caption) float64 {
	indent := 2*c.disc + 8
	c.group(fmt.Sprintf("at %s", seconds(caption.At)), func() {
		c.number(x+c.disc, y+c.disc, caption.Number)
	})
	f := face{size: c.sentence.size - 0.5}
	bottom := c.prose(f, x+indent, y+c.disc-0.69*f.size, room-indent, caption.Text)
	return max(bottom, y+2*c.disc)
}
