package svg

import (
	"fmt"
	"slices"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
)

// crowded is how far marks may be pushed from their moments by their
// neighbours. Those that would have to go farther are left out.
const crowded = 20

// newest is how wide the state is drawn in which a client has only just arrived.
const newest = 6

// A lane is one client's, with a place for everything in it.
type lane struct {
	layout.Lane
	pieces       []piece
	marks        []mark
	said, heard  []placed // the labels above and below the bar
	top, bar     float64  // of the lane, and of its bar
	bottom       float64
	saidY, hearY float64
}

// A piece is a part of a client's bar that is wide enough to be seen.
type piece struct {
	layout.Segment
	from, to float64
	text     string  // what is written on it
	middle   float64 // of the text
}

// A mark is a shape in its place.
type mark struct {
	layout.Mark
	x    float64
	more int // so many follow it that are not shown
}

// planLanes gives everything in the lanes its place, from y down.
func (c *chart) planLanes(y float64) []lane {
	var lanes []lane
	for _, l := range c.panel.Lanes {
		planned := lane{Lane: l, top: y}
		planned.pieces = c.pieces(l.Segments)
		planned.marks = c.marks(l.Marks)
		for i := range planned.pieces {
			c.inscribe(&planned.pieces[i], planned.marks)
		}
		c.label(&planned)
		y = c.stack(&planned)
		lanes = append(lanes, planned)
	}
	return lanes
}

// stack decides how high a lane is, and returns where it ends.
func (c *chart) stack(l *lane) float64 {
	line := c.note.size + 6
	l.bar = l.top + 10
	if len(l.said) > 0 || c.panel.Steady {
		l.bar = l.top + line + 6
	}
	l.saidY = l.bar - 9
	l.bottom = l.bar + c.barHeight + 8
	if len(l.heard) > 0 || c.panel.Steady {
		l.bottom = l.bar + c.barHeight + line + 4
	}
	l.hearY = l.bar + c.barHeight + c.note.size + 2
	return l.bottom
}

// pieces returns what can be seen of a client's states: neighbours that look the
// same and say nothing become one, and what is narrower than a line is left to its neighbour.
func (c *chart) pieces(segments []layout.Segment) []piece {
	var all []piece
	for i, s := range segments {
		from, to := c.x(s.From), c.x(s.To)
		last := len(all) - 1
		touches := last >= 0 && from-all[last].to < 1
		switch {
		case touches && to-all[last].to < 1:
			all[last].to = max(to, all[last].to)
			continue
		case touches && all[last].State == s.State && len(all[last].Labels)+len(s.Labels) == 0:
			all[last].to, all[last].To = to, s.To
			continue
		case touches:
			from = all[last].to
		case c.panel.Open && i == len(segments)-1 && s.To >= c.panel.Now:
			to = max(to, from+newest)
		}
		if to-from >= 1 {
			all = append(all, piece{Segment: s, from: from, to: to})
		}
	}
	return all
}

// inscribe finds what can be written on a piece, in the widest room between the
// marks that stand on it.
func (c *chart) inscribe(p *piece, marks []mark) {
	f, pad := c.inside(p.State), 4.0
	if p.State == layout.Waiting {
		pad = c.pillPad() + 3
	}
	from, widest := p.from, 0.0
	room := func(to float64) {
		if to-from > widest {
			widest, p.middle = to-from, (from+to)/2
		}
	}
	for _, m := range marks {
		if left, right := m.x-c.half, m.x+c.half; right > p.from && left < p.to {
			room(left)
			from = max(from, right)
		}
	}
	room(p.to)
	p.text = longest(typographic(p.Labels), f, widest-2*pad)
}

// inside returns how to write on a piece.
func (c *chart) inside(s layout.State) face {
	switch s {
	case layout.Waiting:
		return c.pill
	case layout.Served:
		return c.bar
	}
	return face{size: c.note.size}
}

// pillPad is how much wider a pill is than its text, on either side.
func (c *chart) pillPad() float64 { return 0.6 * c.pill.size }

// marks puts marks side by side, each as near to its moment as there is room.
// What belongs together stays together, or is left out.
func (c *chart) marks(marks []layout.Mark) []mark {
	var all []mark
	free := 0.0
	for len(marks) > 0 {
		n := together(marks)
		group, moved := c.arrange(marks[:n], free)
		marks = marks[n:]
		if moved > crowded && len(marks) > 0 && len(all) > 0 {
			all[len(all)-1].more += n
			continue
		}
		c.holdBack(group, free)
		all = append(all, group...)
		free = group[n-1].x + c.reach(group[n-1].Kind)
	}
	return all
}

// arrange puts a group of marks into a row that begins at free or later, and
// returns how far it had to move the first one.
func (c *chart) arrange(marks []layout.Mark, free float64) (group []mark, moved float64) {
	for i, m := range marks {
		x, half := c.x(m.At), c.reach(m.Kind)
		switch {
		case m.Quick && m.Kind == recording.Send:
			x -= half
		case m.Kind != recording.Send && m.Kind != recording.Connect:
			x += half
		}
		at := min(max(x, free+half), c.width-half)
		if i == 0 {
			moved = at - x
		}
		group = append(group, mark{Mark: m, x: at})
		free = at + half
	}
	return group, moved
}

// holdBack moves marks that stand after their moments out of what is not there
// yet, as far as there is room.
func (c *chart) holdBack(group []mark, free float64) {
	last := group[len(group)-1]
	if !c.panel.Steady || last.Kind == recording.Send || last.Kind == recording.Connect {
		return
	}
	over := last.x + c.reach(last.Kind) - c.x(c.panel.Now)
	back := max(min(over, group[0].x-c.reach(group[0].Kind)-free), 0)
	for i := range group {
		group[i].x -= back
	}
}

// reach is how much room a mark takes on either side.
func (c *chart) reach(kind recording.Kind) float64 {
	if kind == recording.Connect {
		return 2
	}
	return c.half + 1
}

// together returns how many of the first marks are one group: a line that was
// answered at once, and its reply.
func together(marks []layout.Mark) int {
	if len(marks) > 1 && marks[0].Kind == recording.Send && marks[0].Quick &&
		marks[1].Kind == recording.Reply && marks[1].Quick {
		return 2
	}
	return 1
}

// label finds room for what is written above and below the bar: what the client
// says and what it hears. A wait whose length is too long to be written on it
// has it below.
func (c *chart) label(l *lane) {
	var said, heard []label
	for _, m := range l.marks {
		if len(m.Labels) == 0 {
			continue
		}
		it := label{at: m.x - c.half, texts: typographic(m.Labels), cut: true}
		if m.Kind == recording.Reply {
			it.at, it.cut = it.at+3, false // clear of the line where the wait ends
			heard = append(heard, it)
		} else {
			said = append(said, it)
		}
	}
	for _, p := range l.pieces {
		if p.State == layout.Waiting && p.text == "" && len(p.Labels) > 0 {
			heard = replace(heard, label{at: p.from, texts: typographic(p.Labels)}, p.to, 2*c.half+crowded)
		}
	}
	l.said = place(said, c.note, c.left-c.half, c.width)
	l.heard = place(heard, c.note, c.left-c.half, c.width)
}

// replace puts a label in its place among others, instead of one that begins
// near the end of what it is about.
func replace(labels []label, l label, end, near float64) []label {
	i := slices.IndexFunc(labels, func(other label) bool { return other.at >= l.at })
	switch {
	case i < 0:
		return append(labels, l)
	case labels[i].at-end < near:
		labels[i] = l
		return labels
	}
	return slices.Insert(labels, i, l)
}

// lane draws one client.
func (c *chart) lane(l lane) {
	y := l.bar + c.barHeight/2
	name := c.name.shorten(c.called(l.Client), c.left-c.margin-c.half)
	c.text(c.name, c.margin, y+0.36*c.name.size, start, name)
	c.dots(y)
	for _, p := range l.pieces {
		c.group(tellSegment(l.Client, p.Segment), func() { c.piece(p, l.bar) })
	}
	for _, m := range l.marks {
		title := tellMark(l.Client, m.Mark)
		if m.more > 0 {
			title += "; there is no room for what follows it here"
		}
		c.group(title, func() { c.mark(m.Kind, m.x, y) })
	}
	for _, p := range l.said {
		c.text(c.note, p.left, l.saidY, start, p.text)
	}
	for _, p := range l.heard {
		c.text(c.note, p.left, l.hearY, start, p.text)
	}
}

// piece draws a part of a client's bar.
func (c *chart) piece(p piece, y float64) {
	w, base := p.to-p.from, y+c.barHeight/2+0.36*c.note.size
	switch p.State {
	case layout.Waiting:
		c.hatched(p.from, y, w, c.barHeight)
		if p.text != "" {
			c.pillAround(p.text, p.middle, y)
			c.text(c.pill, p.middle, base, middle, p.text)
		}
		return
	case layout.Queued:
		c.rect("queued", p.from, y, w, c.barHeight, 0)
	case layout.Unknown:
		c.rect("unknown", p.from, y, w, c.barHeight, 0)
	default:
		c.rect("served", p.from, y, w, c.barHeight, 0)
	}
	c.text(c.inside(p.State), p.middle, base, middle, p.text)
}

// hatched draws a wait.
func (c *chart) hatched(x, y, w, h float64) {
	c.element("rect", "", "x", x, "y", y, "width", w, "height", h)
	fmt.Fprintf(c, " fill=\"url(#%s)\"/>\n", c.id)
	c.rect("outline", x, y, w, h, 0)
}

func (c *chart) pillAround(text string, x, y float64) {
	w, h := c.pill.width(text)+2*c.pillPad(), c.barHeight-5
	c.rect("pill", x-w/2, y+2.5, w, h, h/2)
}
