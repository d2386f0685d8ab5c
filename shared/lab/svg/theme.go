package svg

import (
	"fmt"
	"strings"
)

// A Theme is a set of colours by the names of the custom properties that stand
// for them in Styles.
type Theme []Colour

// A Colour is what one custom property is set to.
type Colour struct{ Property, Value string }

// Light is for a white page.
var Light = Theme{
	{"--bg", "#FFFFFF"},
	{"--ink", "#1B1F24"},
	{"--muted", "#57606A"},
	{"--served", "#0072B2"},
	{"--on-served", "#FFFFFF"},
	{"--waits", "#D55E00"},
	{"--waits-fill", "#FDEBDD"},
	{"--server", "#3B4048"},
	{"--on-server", "#FFFFFF"},
	{"--band", "#F1F3F5"},
	{"--mark", "#1B1F24"},
	{"--mark-line", "#FFFFFF"},
	{"--grid", "#E3E6EA"},
}

// Dark is for a dark page.
var Dark = Theme{
	{"--bg", "#14171C"},
	{"--ink", "#E8EAED"},
	{"--muted", "#A6ADB7"},
	{"--served", "#56B4E9"},
	{"--on-served", "#0B1A24"},
	{"--waits", "#E69F00"},
	{"--waits-fill", "#33260A"},
	{"--server", "#C3C9D1"},
	{"--on-server", "#14171C"},
	{"--band", "#1D2128"},
	{"--mark", "#FFFFFF"},
	{"--mark-line", "#14171C"},
	{"--grid", "#2A2F37"},
}

// Fonts is what text is set in. All of these are narrower than what widths are
// reckoned for.
const Fonts = `system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`

// Styles is how the classes of charts and gauges look.
const Styles = pictureStyles + `.lab .now { stroke: var(--ink); stroke-width: 1.5; stroke-opacity: .6; }
.lab .level { fill: var(--server); fill-opacity: .5; }
.lab .floor { stroke: var(--muted); stroke-opacity: .6; }
`

// pictureStyles is how the classes of pictures look. A text with a halo can be
// read on top of a line.
const pictureStyles = `.lab text { font-family: ` + Fonts + `; fill: var(--ink); }
.lab .b { font-weight: 700; }
.lab .muted { fill: var(--muted); }
.lab .halo { paint-order: stroke; stroke: var(--bg); stroke-width: 4px; stroke-linejoin: round; }
.lab .over-band { paint-order: stroke; stroke: var(--band); stroke-width: 4px; stroke-linejoin: round; }
.lab .page { fill: var(--bg); }
.lab .band { fill: var(--band); }
.lab .grid { stroke: var(--grid); }
.lab .dots { stroke: var(--muted); stroke-opacity: .55; stroke-dasharray: 1.5 5; }
.lab .cue { stroke: var(--muted); stroke-dasharray: 4 4; fill: none; }
.lab .disc { fill: var(--ink); }
.lab text.num { fill: var(--bg); }
.lab .bar { fill: var(--server); }
.lab text.on-bar { fill: var(--on-server); }
.lab .loop { fill: none; stroke: var(--server); stroke-width: 1.5; }
.lab .served { fill: var(--served); }
.lab text.on-served { fill: var(--on-served); }
.lab .queued { fill: var(--waits-fill); stroke: var(--waits); stroke-width: 1.5; }
.lab .unknown { fill: var(--waits-fill); stroke: var(--waits); stroke-width: 1.5; stroke-dasharray: 5 3; }
.lab .outline { fill: none; stroke: var(--waits); stroke-width: 1.5; }
.lab .stripe { fill: var(--waits); }
.lab .ground { fill: var(--waits-fill); }
.lab .pill { fill: var(--bg); stroke: var(--waits); stroke-width: 1.5; }
.lab .bad { fill: var(--waits-fill); stroke: var(--waits); stroke-width: 2; }
.lab .good { fill: var(--bg); stroke: var(--served); stroke-width: 2; }
.lab .stroke { stroke: var(--mark); stroke-width: 3; stroke-linecap: round; }
.lab .shape { fill: var(--mark); stroke: var(--mark-line); stroke-width: 2.6; stroke-linejoin: round; paint-order: stroke; }
.lab .cross { stroke: var(--mark); stroke-width: 3; stroke-linecap: round; fill: none; }
.lab .notch { stroke: var(--mark-line); stroke-width: 2; stroke-linecap: round; }
`

// Sheet returns the style sheet of a page with charts: the colours for light and
// dark windows, and for paper, which is always light; how charts look; and what
// text is set in.
func Sheet() string {
	return ":root { color-scheme: light dark; " + Light.Properties() + " }\n" +
		"@media (prefers-color-scheme: dark) { :root { " + Dark.Properties() + " } }\n" +
		"@media print { :root { " + Light.Properties() + " } }\n" +
		Styles + "body { font-family: " + Fonts + "; }\n"
}

// Properties returns the theme as CSS declarations.
func (t Theme) Properties() string {
	var b strings.Builder
	for _, c := range t {
		fmt.Fprintf(&b, "%s: %s; ", c.Property, c.Value)
	}
	return strings.TrimSpace(b.String())
}

// fixed returns pictureStyles with the theme's colours in place of custom properties,
// which not every program that shows an SVG file knows.
func (t Theme) fixed() string {
	var pairs []string
	for _, c := range t {
		pairs = append(pairs, "var("+c.Property+")", c.Value)
	}
	return strings.NewReplacer(pairs...).Replace(pictureStyles)
}
