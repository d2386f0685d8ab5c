package svg

import "slices"

const (
	labelGap  = 8.0  // between two labels side by side
	labelMove = 14.0 // how far a label may be pushed from its mark
)

// A label is a text that belongs to a point on the axis.
type label struct {
	at    float64  // where it should begin
	texts []string // from the longest to the shortest
	cut   bool     // it may be shortened
}

// A placed label is one that has found room.
type placed struct {
	left float64
	text string
}

// place puts labels side by side, each as long as there is room before the next
// one. Those that find none are left out. Labels are in the order of their
// places.
func place(labels []label, f face, from, to float64) []placed {
	var all []placed
	free := from
	for i, l := range labels {
		limit := l.limit(f, free, to, labels[i+1:])
		if p, ok := l.fit(f, free, limit, limit == to); ok {
			all = append(all, p)
			free = p.left + f.width(p.text) + labelGap
		}
	}
	return all
}

// limit returns where the label must end: before the first of the following ones
// that leaves room for the shortest of its texts, if need be by moving a little.
// Those that do not will be left out.
func (l label) limit(f face, free, to float64, following []label) float64 {
	least := 0.0
	if len(l.texts) > 0 {
		least = f.width(l.texts[len(l.texts)-1])
	}
	if l.cut {
		least = min(least, f.width("“ab…”"))
	}
	left := max(l.at, free)
	for _, next := range following {
		end := next.at - labelGap
		if end < to && end+labelMove >= left+least {
			return max(end, left+least)
		}
	}
	return to
}

// fit returns the label in the room from free to limit. At the picture's edge it
// may begin before its mark.
func (l label) fit(f face, free, limit float64, edge bool) (placed, bool) {
	left := max(l.at, free)
	if left-l.at > labelMove {
		return placed{}, false
	}
	for _, text := range l.texts {
		w := f.width(text)
		at := left
		if edge {
			at = max(min(left, limit-w), free)
		}
		if at+w <= limit && at+w >= l.at {
			return placed{at, text}, true
		}
	}
	if !l.cut || len(l.texts) == 0 {
		return placed{}, false
	}
	text := f.shorten(l.texts[len(l.texts)-1], limit-left)
	return placed{left, text}, text != ""
}

// longest returns the first of the texts that fits into the room, or "".
func longest(texts []string, f face, room float64) string {
	i := slices.IndexFunc(texts, func(text string) bool { return f.width(text) <= room })
	if i < 0 {
		return ""
	}
	return texts[i]
}

// spread moves points apart until they are so far from each other, as little
// as it takes to keep them between from and to. Points are in order; those for
// which there is no room are left out.
func spread(points []float64, apart, from, to float64) []float64 {
	if most := int((to-from)/apart) + 1; len(points) > most {
		points = points[:most]
	}
	moved := slices.Clone(points)
	free := from
	for i := range moved {
		moved[i] = max(moved[i], free)
		free = moved[i] + apart
	}
	limit := to
	for i, x := range slices.Backward(moved) {
		moved[i] = min(x, limit)
		limit = moved[i] - apart
	}
	return moved
}
