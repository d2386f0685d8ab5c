package svg

import "workbook/shared/theme"

// chartStyles is how the classes of charts and gauges look.
const chartStyles = pictureStyles + `.lab .now { stroke: var(--ink); stroke-width: 1.5; stroke-opacity: .6; }
.lab .level { fill: var(--server); fill-opacity: .5; }
.lab .floor { stroke: var(--muted); stroke-opacity: .6; }
`

// pictureStyles is how the classes of pictures look. A text with a halo can be
// read on top of a line.
const pictureStyles = `.lab text { font-family: ` + theme.Fonts + `; fill: var(--ink); }
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
	return theme.Sheet(theme.Light, theme.Dark) + chartStyles + "body { font-family: " + theme.Fonts + "; }\n"
}
