package svg

import (
	"time"

	"workbook/shared/lab/layout"
)

// compactBelow is the width below which a picture is laid out for a phone.
const compactBelow = 640

// metrics is the measures of a picture. They follow from its width and from how
// much there is to show.
type metrics struct {
	scale
	width   float64
	margin  float64 // of prose
	compact bool

	title, sentence, longest, name, head, server, note, bar, pill, axis, job, cue face

	barHeight, rowHeight, rowGap float64
	half                         float64 // of a triangle's width
	disc                         float64 // the radius of a caption's number
}

func measure(width float64, p layout.Panel) metrics {
	m := metrics{width: width, compact: width < compactBelow, scale: scale{from: p.Axis.From, end: p.Axis.End}}
	if m.compact {
		m.margin, m.right = 8, width-16
		m.barHeight, m.rowHeight, m.rowGap = 24, 22, 3
		m.half, m.disc = 6.5, 9
		m.faces(18, 14.5, 12.5, 12)
	} else {
		m.margin, m.right = 24, width-30
		m.barHeight, m.rowHeight, m.rowGap = 29, 25, 4
		m.half, m.disc = 8, 11.5
		m.faces(21, 15, 14, 13)
	}
	if len(p.Lanes) > 6 {
		m.barHeight, m.half = m.barHeight-5, m.half-1
	}
	switch rows := max(len(p.Rows), p.Room); {
	case rows == 1:
		m.rowHeight += 6
	case rows > 6:
		m.rowHeight, m.rowGap = m.rowHeight-4, 2
	}
	m.gutter(p.Lanes)
	return m
}

// gutter makes room for the clients' names at the left, but not for very long
// ones.
func (m *metrics) gutter(lanes []layout.Lane) {
	names := m.name.width("server")
	if m.compact {
		names = m.name.width("A")
	}
	for _, l := range lanes {
		names = max(names, m.name.width(m.called(l.Client)))
	}
	m.left = m.margin + min(names, m.width/5) + 2*m.half
}

// called returns what stands beside a client's lane.
func (m *metrics) called(client string) string {
	if m.compact {
		return client
	}
	return "client " + client
}

// faces sets the sizes of all texts.
func (m *metrics) faces(title, prose, note, small float64) {
	m.title = face{size: title, bold: true}
	m.sentence = face{size: prose, class: "muted"}
	m.longest = face{size: prose, bold: true}
	m.name = face{size: prose + 0.5, bold: true}
	m.note = face{size: note, class: "halo"}
	m.bar = face{size: note, class: "on-served"}
	m.pill = face{size: note, bold: true}
	m.server = face{size: note, class: "on-bar", bold: true}
	m.head = face{size: prose + 0.5, class: "over-band", bold: true}
	m.axis = face{size: small, class: "muted"}
	m.job = face{size: small, class: "on-bar", bold: true}
	m.cue = face{size: small, class: "num", bold: true}
}

// A scale maps time to places between the two ends of the axis.
type scale struct {
	left, right float64
	from, end   time.Duration
}

func (s scale) x(at time.Duration) float64 {
	if s.end <= s.from {
		return s.left
	}
	share := min(max(float64(at-s.from)/float64(s.end-s.from), 0), 1)
	// The conversion rounds the product. Without it, processors that can multiply
	// and add at once do so, and their pictures differ a little from others.
	return s.left + float64(share*(s.right-s.left))
}
