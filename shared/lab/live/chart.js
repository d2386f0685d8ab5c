// Draws panels as pictures, in the browser. This is package svg once more, for a
// picture that moves: it returns the same SVG, character by character, and a test
// compares the two. So names are those of package svg, and what is said there is
// not said again here.
//
// A panel is a layout.Panel as JSON: its fields have Go's names, times are in
// nanoseconds, and a list without elements may be null.

/** Returns a panel's bars and marks. See svg.Chart. */
export function chart(panel, width, id) {
  const c = new Chart(panel, width, id)
  return c.named(c.draw(2), panel.Heading, describe(panel))
}

/** Returns what was measured in the server's process, or ''. See svg.Gauges. */
export function gauges(panel, width, id) {
  const all = list(panel.Gauges)
  if (all.length === 0) return ''
  const c = new Chart(panel, width, id)
  let y = 0
  for (const g of all) y = c.gauge(g, y)
  return c.named(y, `${panel.Heading}: inside the process`, tellGauges(all))
}

/** Go writes a list that has never been filled as null. */
const list = (elements) => elements ?? []

// ---- canvas ----

/** Collects a picture's elements. */
class Canvas {
  #written = []

  write(text) {
    this.#written.push(text)
  }

  toString() {
    return this.#written.join('')
  }

  /** Writes a text whose base line is at y. */
  text(face, x, y, anchor, text) {
    if (text === '') return
    this.element('text', face.class, { x, y, 'font-size': face.size })
    if (anchor !== 'start') this.write(` text-anchor="${anchor}"`)
    this.write(`>${escape(text)}</text>\n`)
  }

  rect(className, x, y, width, height, rx = 0) {
    this.element('rect', className, { x, y, width, height })
    if (rx > 0) this.attributes({ rx })
    this.write('/>\n')
  }

  line(className, x1, y1, x2, y2) {
    this.element('line', className, { x1, y1, x2, y2 })
    this.write('/>\n')
  }

  circle(className, cx, cy, r) {
    this.element('circle', className, { cx, cy, r })
    this.write('/>\n')
  }

  /** Draws lines. Each is a list of points, which are pairs of numbers. */
  path(className, closed, ...lines) {
    this.element('path', className)
    this.write(' d="')
    for (const points of lines) {
      for (let i = 0; i < points.length; i += 2) {
        this.write(`${i === 0 ? 'M' : 'L'}${number(points[i])} ${number(points[i + 1])}`)
      }
    }
    this.write(closed ? 'Z"/>\n' : '"/>\n')
  }

  /** Puts what is drawn into a group whose title shows when it is pointed at. */
  group(title, draw) {
    this.write(`<g><title>${escape(typographic(title))}</title>\n`)
    draw()
    this.write('</g>\n')
  }

  /** Writes the beginning of a tag. */
  element(name, className, attributes = {}) {
    this.write(className === '' ? `<${name}` : `<${name} class="${className}"`)
    this.attributes(attributes)
  }

  attributes(pairs) {
    for (const name in pairs) this.write(` ${name}="${number(pairs[name])}"`)
  }
}

/** A coordinate with one decimal at most. Go rounds halves away from zero. */
function number(x) {
  return String((Math.sign(x) * Math.round(Math.abs(x) * 10)) / 10)
}

const escapes = {
  '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;',
}

/** A text as XML. What that cannot hold, or would turn the text around it, becomes U+FFFD. */
function escape(text) {
  return text.replace(/["'&<>\u0000-\u001f\ufffe\uffff\p{Surrogate}\p{Bidi_Control}]/gu, (c) => escapes[c] ?? '\ufffd')
}

// ---- measure ----

/** How a text is set. */
class Face {
  constructor(size, { className = '', bold = false } = {}) {
    this.size = size
    this.bold = bold
    this.class = bold ? `${className} b`.trim() : className
  }

  /** How much room a text takes, at most. */
  width(text) {
    let n = 0
    for (const character of text) n += em(character)
    if (this.bold) n *= 1.12
    return n * this.size
  }

  /** As much of a text as fits, with an ellipsis for the rest, or ''. */
  shorten(text, room) {
    if (this.width(text) <= room) return text
    const quoted = text.endsWith('”')
    const characters = [...(quoted ? text.slice(0, -1) : text)]
    for (let n = characters.length - 1; n >= 2; n--) {
      const short = characters.slice(0, n).join('').replace(/ +$/, '') + (quoted ? '…”' : '…')
      if (this.width(short) <= room) return short
    }
    return ''
  }
}

/**
 * Widths of characters as shares of the font's size: the first set that has the
 * character counts. JavaScript does not know which characters are wide in East
 * Asia. All that is shown as a picture is, but for the letters of flags.
 */
const widths = [
  [/[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u, 0],
  [/[ijl.,:;'|!()[\]I ‘’]/u, 0.42],
  [/[frst\-/\\"`“”*{}J]/u, 0.54],
  [/[mwMW@%&…—]/u, 1.05],
  [/[A-Z+<=>^~#]/u, 0.84],
  [/[\u0000-\u00fe]/u, 0.65],
  [/[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}]/u, 0.9],
  [/\p{Regional_Indicator}/u, 1.3],
  [/\p{Emoji_Presentation}/u, 1.05],
  [/[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u3247\u3250-\u4dbf\u4e00-\ua4c6\ua960-\ua97c\uac00-\ud7a3]/u, 1.05],
  [/[\uf900-\ufad9\ufe10-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u, 1.05],
  [/./su, 1.3], // a picture, or a script with long letters
]

const ems = new Map() // those that have been looked up: most texts have few characters

function em(character) {
  let width = ems.get(character)
  if (width === undefined) {
    width = widths.find(([set]) => set.test(character))[1]
    ems.set(character, width)
  }
  return width
}

// ---- metrics ----

const compactBelow = 640

/** The measures of a picture. */
function measure(panel, width) {
  const compact = width < compactBelow
  const m = compact
    ? { margin: 8, right: width - 16, barHeight: 24, rowHeight: 22, rowGap: 3, half: 6.5, disc: 9, ...faces(14.5, 12.5, 12) }
    : { margin: 24, right: width - 30, barHeight: 29, rowHeight: 25, rowGap: 4, half: 8, disc: 11.5, ...faces(15, 14, 13) }
  if (list(panel.Lanes).length > 6) {
    m.barHeight -= 5
    m.half -= 1
  }
  const rows = Math.max(list(panel.Rows).length, panel.Room)
  if (rows === 1) m.rowHeight += 6
  if (rows > 6) {
    m.rowHeight -= 4
    m.rowGap = 2
  }
  return { ...m, width, compact, left: m.margin + gutter(panel, width, compact, m.name) + 2 * m.half }
}

/** The room for the clients' names at the left. */
function gutter(panel, width, compact, face) {
  let names = face.width(compact ? 'A' : 'server')
  for (const { Client } of list(panel.Lanes)) names = Math.max(names, face.width(called(Client, compact)))
  return Math.min(names, width / 5)
}

const called = (client, compact) => (compact ? client : `client ${client}`)

function faces(prose, note, small) {
  return {
    name: new Face(prose + 0.5, { bold: true }),
    note: new Face(note, { className: 'halo' }),
    bar: new Face(note, { className: 'on-served' }),
    pill: new Face(note, { bold: true }),
    plain: new Face(note),
    server: new Face(note, { className: 'on-bar', bold: true }),
    head: new Face(prose + 0.5, { className: 'over-band', bold: true }),
    axis: new Face(small, { className: 'muted' }),
    job: new Face(small, { className: 'on-bar', bold: true }),
    cue: new Face(small, { className: 'num', bold: true }),
    gaugeName: new Face(small, { bold: true }),
    gaugeText: new Face(small),
  }
}

// ---- chart ----

const bandPad = 8
const gaugeHeight = 18 // of the highest level
const gaugeGap = 12 // below

/** Marks that would have to be pushed farther than this are left out. */
const crowded = 20

/** The width of the state in which a client has only just arrived. */
const newest = 6

/** A panel's bars and marks, on their way to a canvas. */
class Chart extends Canvas {
  constructor(panel, width, id) {
    super()
    this.panel = panel
    this.id = id
    Object.assign(this, measure(panel, width))
  }

  /** What has been drawn, as an element of that height with a name and a description. */
  named(height, title, description) {
    const { id } = this
    return [
      `<svg class="lab" viewBox="0 0 ${number(this.width)} ${number(height)}" role="img" aria-labelledby="${id}-t ${id}-d">\n`,
      `<title id="${id}-t">${escape(typographic(title))}</title>\n`,
      `<desc id="${id}-d">${escape(typographic(description))}</desc>\n`,
      `<defs><pattern id="${id}" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`,
      '<rect class="ground" width="10" height="10"/><rect class="stripe" width="4" height="10"/></pattern></defs>\n',
      this.toString(),
      '</svg>\n',
    ].join('')
  }

  /** The place of a time on the axis. */
  x(at) {
    const { From, End } = this.panel.Axis
    if (End <= From) return this.left
    const share = Math.min(Math.max((at - From) / (End - From), 0), 1)
    return this.left + share * (this.right - this.left)
  }

  /** Draws the chart from y down, and returns where it ends. */
  draw(y) {
    const cues = y + this.disc
    if (list(this.panel.Captions).length > 0 || this.panel.Steady) y += 2 * this.disc + 9
    const band = this.bandHeight()
    const lanes = this.planLanes(y + band + 6)
    const bottom = lanes.at(-1)?.bottom ?? y + band + 6
    const outside = this.margin / 2
    this.rect('band', outside, y, this.width - 2 * outside, band, 8)
    this.grid(y + band, bottom)
    this.cues(cues, y, bottom)
    this.now(y, bottom)
    this.rows(y)
    for (const lane of lanes) this.lane(lane)
    return this.ticks(bottom)
  }

  grid(top, bottom) {
    for (const { At } of list(this.panel.Axis.Ticks)) {
      const x = this.x(At)
      this.line('grid', x, top, x, bottom)
    }
  }

  now(top, bottom) {
    const { Open, Now, Axis } = this.panel
    if (Open && Now > Axis.From && Now < Axis.End) this.line('now', this.x(Now), top, this.x(Now), bottom)
  }

  ticks(y) {
    const base = y + this.axis.size + 3
    let free = 0
    for (const { At, Label } of list(this.panel.Axis.Ticks)) {
      const width = this.axis.width(Label)
      const left = Math.min(this.x(At) - width / 2, this.width - width)
      if (left < free) continue
      this.text(this.axis, left + width / 2, base, 'middle', Label)
      free = left + width + labelGap
    }
    return base + 6
  }

  cues(y, top, bottom) {
    const captions = list(this.panel.Captions)
    const moments = captions.map(({ At }) => this.x(At))
    const discs = spread(moments, 2 * this.disc + 1, this.left - this.disc, this.width - this.disc - 1)
    discs.forEach((at, i) => {
      this.path('cue', false, [at, y, moments[i], top, moments[i], bottom])
    })
    discs.forEach((at, i) => {
      const { Number: n, Text } = captions[i]
      this.group(`${n}: ${Text}`, () => this.number(at, y, n))
    })
  }

  number(x, y, n) {
    this.circle('disc', x, y, this.disc)
    this.text(this.cue, x, y + 0.36 * this.cue.size, 'middle', String(n))
  }

  // -- the server --

  bandHeight() {
    const rows = Math.max(1, list(this.panel.Rows).length, this.panel.Room)
    return 2 * bandPad + this.bandHead() + rows * this.rowHeight + (rows - 1) * this.rowGap
  }

  bandHead() {
    return this.compact ? this.name.size + 2 : 0
  }

  rows(y) {
    const rows = list(this.panel.Rows)
    const base = this.compact
      ? y + bandPad + 0.7 * this.name.size
      : y + this.bandHeight() / 2 + 0.36 * this.name.size
    this.text(this.head, this.margin, base, 'start', 'server')
    y += bandPad + this.bandHead()
    if (rows.length === 0) {
      this.text(this.axis, this.left, y + this.rowHeight / 2 + 0.36 * this.axis.size, 'start', 'not known')
    }
    for (const row of rows) {
      this.dots(y + this.rowHeight / 2)
      if (row.Loop) this.loop(row, y)
      else this.bars(list(row.Bars), y)
      y += this.rowHeight + this.rowGap
    }
  }

  dots(y) {
    this.line('dots', this.left, y, this.right, y)
  }

  bars(bars, y) {
    let drawn = 0
    for (const bar of bars) {
      const from = Math.max(this.x(bar.From) + 0.7, drawn)
      let to = Math.max(this.x(bar.To) - 0.7, drawn)
      if (to - from < 1.5) to = from + 1.5
      if (to > this.right + 1.5 || from > this.x(bar.To) + 1) continue // too narrow to be seen, beside another
      drawn = to + 0.7
      this.group(tellBar(bar), () => {
        this.rect('bar', from, y, to - from, this.rowHeight, Math.min(4, (to - from) / 2))
        const text = longest(typographicAll(bar.Labels), this.server, to - from - 8)
        this.text(this.server, (from + to) / 2, y + this.rowHeight / 2 + 0.36 * this.server.size, 'middle', text)
      })
    }
  }

  loop(row, y) {
    this.rect('loop', this.left, y + 0.8, Math.max(this.x(row.End) - this.left, 8), this.rowHeight - 1.6, 5)
    const bars = list(row.Bars).toSorted((a, b) => a.From - b.From)
    this.bars(bars, y)
    let free = this.left
    let stroke = 0
    for (const job of list(row.Jobs)) {
      const x = this.x(job.At)
      const width = Math.max(this.job.width(job.Client) + 3, this.job.size + 2)
      const left = Math.max(x - width / 2, free)
      if (this.busy(bars, left, left + width)) continue
      if (left - (x - width / 2) <= width / 2 + 2 && left + width <= this.right) {
        free = left + width + 1
        this.square(job, left, y, width)
      } else if (x > Math.max(stroke + 2, free)) { // there is no room for a letter
        this.rect('bar', x - 0.5, y, 1.5, this.rowHeight)
        stroke = x
      }
    }
  }

  square(job, left, y, width) {
    this.group(`a short job for ${job.Client} at ${seconds(job.At)}`, () => {
      this.rect('bar', left, y, width, this.rowHeight, 3)
      this.text(this.job, left + width / 2, y + this.rowHeight / 2 + 0.36 * this.job.size, 'middle', job.Client)
    })
  }

  busy(bars, from, to) {
    return bars.some((bar) => from < this.x(bar.To) + 3 && to > this.x(bar.From) - 3)
  }

  // -- a client's lane: everything gets its place first --

  planLanes(y) {
    return list(this.panel.Lanes).map(({ Client, Segments, Marks }) => {
      const lane = { client: Client, top: y, pieces: this.pieces(list(Segments)), marks: this.marks(list(Marks)) }
      for (const piece of lane.pieces) this.inscribe(piece, lane.marks)
      this.label(lane)
      y = this.stack(lane)
      return lane
    })
  }

  stack(lane) {
    const line = this.note.size + 6
    const { Steady } = this.panel
    lane.bar = lane.said.length > 0 || Steady ? lane.top + line + 6 : lane.top + 10
    lane.saidY = lane.bar - 9
    const below = lane.bar + this.barHeight
    lane.bottom = lane.heard.length > 0 || Steady ? below + line + 4 : below + 8
    lane.hearY = lane.bar + this.barHeight + this.note.size + 2
    return lane.bottom
  }

  /** What can be seen of a client's states. */
  pieces(segments) {
    const all = []
    for (const segment of segments) {
      const last = all.at(-1)
      let from = this.x(segment.From)
      let to = this.x(segment.To)
      if (last && from - last.to < 1) {
        if (to - last.to < 1) {
          last.to = Math.max(to, last.to)
          continue
        }
        if (last.State === segment.State && list(last.Labels).length + list(segment.Labels).length === 0) {
          last.to = to
          last.To = segment.To
          continue
        }
        from = last.to
      } else if (this.panel.Open && segment === segments.at(-1) && segment.To >= this.panel.Now) {
        to = Math.max(to, from + newest)
      }
      if (to - from >= 1) all.push({ ...segment, from, to, text: '', middle: 0 })
    }
    return all
  }

  /** Finds what can be written on a piece, in the widest room between its marks. */
  inscribe(piece, marks) {
    const pad = piece.State === 'waiting' ? this.pillPad() + 3 : 4
    let from = piece.from
    let widest = 0
    const room = (to) => {
      if (to - from <= widest) return
      widest = to - from
      piece.middle = (from + to) / 2
    }
    for (const { x } of marks) {
      const left = x - this.half
      const right = x + this.half
      if (right <= piece.from || left >= piece.to) continue
      room(left)
      from = Math.max(from, right)
    }
    room(piece.to)
    piece.text = longest(typographicAll(piece.Labels), this.inside(piece.State), widest - 2 * pad)
  }

  inside(state) {
    if (state === 'waiting') return this.pill
    return state === 'served' ? this.bar : this.plain
  }

  pillPad() {
    return 0.6 * this.pill.size
  }

  /** Puts marks side by side. What belongs together stays together, or is left out. */
  marks(marks) {
    const all = []
    let free = 0
    for (let i = 0; i < marks.length;) {
      const n = together(marks, i)
      const { group, moved } = this.arrange(marks.slice(i, i + n), free)
      i += n
      if (moved > crowded && i < marks.length && all.length > 0) {
        all.at(-1).more += n
        continue
      }
      this.holdBack(group, free)
      all.push(...group)
      free = group.at(-1).x + this.reach(group.at(-1).Kind)
    }
    return all
  }

  /** Puts a group of marks into a row, and tells how far the first one had to move. */
  arrange(marks, free) {
    let moved = 0
    const group = marks.map((mark, i) => {
      const half = this.reach(mark.Kind)
      let x = this.x(mark.At)
      if (mark.Quick && mark.Kind === 'send') x -= half
      else if (mark.Kind !== 'send' && mark.Kind !== 'connect') x += half
      const at = Math.min(Math.max(x, free + half), this.width - half)
      if (i === 0) moved = at - x
      free = at + half
      return { ...mark, x: at, more: 0 }
    })
    return { group, moved }
  }

  /** Moves marks that stand after their moments out of what is not there yet, as far as there is room. */
  holdBack(group, free) {
    const { Kind, x } = group.at(-1)
    if (!this.panel.Steady || Kind === 'send' || Kind === 'connect') return
    const over = x + this.reach(Kind) - this.x(this.panel.Now)
    const back = Math.max(Math.min(over, group[0].x - this.reach(group[0].Kind) - free), 0)
    for (const mark of group) mark.x -= back
  }

  reach(kind) {
    return kind === 'connect' ? 2 : this.half + 1
  }

  /** Finds room for what the client says, above the bar, and for what it hears, below. */
  label(lane) {
    const said = []
    const heard = []
    for (const { Kind, Labels, x } of lane.marks) {
      if (list(Labels).length === 0) continue
      const it = { at: x - this.half, texts: typographicAll(Labels), cut: true }
      if (Kind === 'reply') heard.push({ ...it, at: it.at + 3, cut: false })
      else said.push(it)
    }
    for (const { State, text, Labels, from, to } of lane.pieces) {
      if (State !== 'waiting' || text !== '' || list(Labels).length === 0) continue
      replace(heard, { at: from, texts: typographicAll(Labels), cut: false }, to, 2 * this.half + crowded)
    }
    lane.said = place(said, this.note, this.left - this.half, this.width)
    lane.heard = place(heard, this.note, this.left - this.half, this.width)
  }

  // -- and then it is drawn --

  lane({ client, pieces, marks, said, heard, bar, saidY, hearY }) {
    const y = bar + this.barHeight / 2
    const name = this.name.shorten(called(client, this.compact), this.left - this.margin - this.half)
    this.text(this.name, this.margin, y + 0.36 * this.name.size, 'start', name)
    this.dots(y)
    for (const piece of pieces) this.group(tellSegment(client, piece), () => this.piece(piece, bar))
    for (const mark of marks) {
      const more = mark.more > 0 ? '; there is no room for what follows it here' : ''
      this.group(tellMark(client, mark) + more, () => this.mark(mark.Kind, mark.x, y))
    }
    for (const { left, text } of said) this.text(this.note, left, saidY, 'start', text)
    for (const { left, text } of heard) this.text(this.note, left, hearY, 'start', text)
  }

  piece({ State, from, to, text, middle }, y) {
    if (State === 'waiting') {
      this.hatched(from, y, to - from, this.barHeight)
      if (text !== '') this.pillAround(text, middle, y)
    } else {
      this.rect(State === 'queued' || State === 'unknown' ? State : 'served', from, y, to - from, this.barHeight)
    }
    this.text(this.inside(State), middle, y + this.barHeight / 2 + 0.36 * this.note.size, 'middle', text)
  }

  hatched(x, y, width, height) {
    this.element('rect', '', { x, y, width, height })
    this.write(` fill="url(#${this.id})"/>\n`)
    this.rect('outline', x, y, width, height)
  }

  pillAround(text, x, y) {
    const width = this.pill.width(text) + 2 * this.pillPad()
    const height = this.barHeight - 5
    this.rect('pill', x - width / 2, y + 2.5, width, height, height / 2)
  }

  // -- the shapes of marks --

  mark(kind, x, y) {
    const shape = shapes.get(kind)
    if (shape) this[shape.draw](x, y, this.half)
    else this.circle('shape', x, y, 0.6 * this.half)
  }

  stroke(x, y) {
    this.line('stroke', x, y - this.barHeight / 2 - 4, x, y + this.barHeight / 2 + 4)
  }

  triangleUp(x, y, h) {
    this.path('shape', true, [x, y - 0.85 * h, x + h, y + 0.85 * h, x - h, y + 0.85 * h])
  }

  triangleDown(x, y, h) {
    this.path('shape', true, [x, y + 0.85 * h, x + h, y - 0.85 * h, x - h, y - 0.85 * h])
  }

  triangleRight(x, y, h) {
    this.path('shape', true, [x + 0.85 * h, y, x - 0.85 * h, y - h, x - 0.85 * h, y + h])
  }

  doubleUp(x, y, h) {
    this.path('shape', true, [x, y - 0.1 * h, x + h, y + 1.1 * h, x - h, y + 1.1 * h])
    this.path('shape', true, [x, y - 1.2 * h, x + h, y, x - h, y])
  }

  pause(x, y, h) {
    this.rect('shape', x - 0.8 * h, y - 0.9 * h, 0.6 * h, 1.8 * h)
    this.rect('shape', x + 0.2 * h, y - 0.9 * h, 0.6 * h, 1.8 * h)
  }

  cross(x, y, h) {
    this.crossed('cross', x, y, 0.62 * h)
  }

  lastTriangle(x, y, h) {
    this.triangleUp(x, y + 0.15 * h, h)
    this.rect('shape', x - h, y - 1.15 * h, 2 * h, 0.4 * h)
  }

  zigzag(x, y, h) {
    this.path('shape', true, [
      x + 0.3 * h, y - 1.2 * h, x - 0.8 * h, y + 0.2 * h, x - 0.1 * h, y + 0.2 * h,
      x - 0.3 * h, y + 1.2 * h, x + 0.8 * h, y - 0.2 * h, x + 0.1 * h, y - 0.2 * h,
    ])
  }

  crossedDisc(x, y, h) {
    this.circle('shape', x, y, h)
    this.crossed('notch', x, y, 0.42 * h)
  }

  /** Two lines that cross. */
  crossed(className, x, y, r) {
    this.path(className, false, [x - r, y - r, x + r, y + r], [x - r, y + r, x + r, y - r])
  }

  diamond(x, y, h) {
    h *= 1.1
    this.path('shape', true, [x, y - h, x + h, y, x, y + h, x - h, y])
    this.line('notch', x, y - 0.5 * h, x, y + 0.05 * h)
    this.line('notch', x, y + 0.45 * h, x, y + 0.47 * h)
  }

  // -- gauges --

  /** A gauge's name and, if its level rises and falls, how it does. */
  gauge(g, y) {
    const base = y + this.gaugeText.size + 2
    const name = typographic(g.Name)
    this.text(this.gaugeName, this.left, base, 'start', name)
    this.text(this.gaugeText, this.left + this.gaugeName.width(name) + labelGap, base, 'start', g.Text)
    if (list(g.Levels).length === 1 && !this.panel.Steady) return base + gaugeGap
    const floor = base + 6 + gaugeHeight
    for (const level of list(g.Levels)) {
      const from = this.x(level.From)
      const to = this.x(level.To)
      const height = (gaugeHeight * level.Value) / Math.max(g.Most, 1)
      if (to - from < 0.5 || height === 0) continue
      this.group(tellLevel(g, level), () => this.rect('level', from, floor - height, to - from, height))
    }
    this.line('floor', this.left, floor, this.right, floor)
    return floor + gaugeGap
  }
}

/** The marks that have a shape of their own: a method of Chart, and what a client does. */
const shapes = new Map([
  ['connect', { does: 'connects', draw: 'stroke' }],
  ['send', { does: 'sends', draw: 'triangleUp' }],
  ['reply', { does: 'gets the reply', draw: 'triangleDown' }],
  ['leave', { does: 'leaves', draw: 'cross' }],
  ['flood', { does: 'sends without end', draw: 'doubleUp' }],
  ['stop reading', { does: 'stops reading', draw: 'pause' }],
  ['read again', { does: 'reads again', draw: 'triangleRight' }],
  ['half-close', { does: 'will send no more', draw: 'lastTriangle' }],
  ['reset', { does: 'breaks the connection', draw: 'zigzag' }],
  ['hung up', { does: 'is left by the server', draw: 'crossedDisc' }],
  ['cut off', { does: 'is cut off', draw: 'diamond' }],
  ['refused', { does: 'cannot connect', draw: 'diamond' }],
])

/** How many of the marks from the i-th on are one group. */
function together(marks, i) {
  const [first, second] = [marks[i], marks[i + 1]]
  return first.Kind === 'send' && first.Quick && second?.Kind === 'reply' && second.Quick ? 2 : 1
}

// ---- labels ----

const labelGap = 8 // between two labels side by side
const labelMove = 14 // how far a label may be pushed from its mark

/** Puts labels side by side. A label is where it should begin, its texts, and whether it may be cut. */
function place(labels, face, from, to) {
  const all = []
  let free = from
  labels.forEach((label, i) => {
    const end = limit(labels, i, face, free, to)
    const placed = fit(label, face, free, end, end === to)
    if (!placed) return
    all.push(placed)
    free = placed.left + face.width(placed.text) + labelGap
  })
  return all
}

/** Where the i-th label must end. */
function limit(labels, i, face, free, to) {
  const { at, texts, cut } = labels[i]
  let least = texts.length > 0 ? face.width(texts.at(-1)) : 0
  if (cut) least = Math.min(least, face.width('“ab…”'))
  const left = Math.max(at, free)
  for (let next = i + 1; next < labels.length; next++) {
    const end = labels[next].at - labelGap
    if (end < to && end + labelMove >= left + least) return Math.max(end, left + least)
  }
  return to
}

/** The label in the room from free to limit, or null. */
function fit({ at, texts, cut }, face, free, limit, edge) {
  const left = Math.max(at, free)
  if (left - at > labelMove) return null
  for (const text of texts) {
    const width = face.width(text)
    const begin = edge ? Math.max(Math.min(left, limit - width), free) : left
    if (begin + width <= limit && begin + width >= at) return { left: begin, text }
  }
  if (!cut || texts.length === 0) return null
  const text = face.shorten(texts.at(-1), limit - left)
  return text === '' ? null : { left, text }
}

/** Puts a label among others, or in the place of one that begins near the end of what it is about. */
function replace(labels, label, end, near) {
  const i = labels.findIndex(({ at }) => at >= label.at)
  if (i < 0) labels.push(label)
  else labels.splice(i, labels[i].at - end < near ? 1 : 0, label)
}

/** The first of the texts that fits into the room, or ''. */
function longest(texts, face, room) {
  return texts.find((text) => face.width(text) <= room) ?? ''
}

/** Moves points apart, as little as it takes. Those for which there is no room are left out. */
function spread(points, apart, from, to) {
  const moved = points.slice(0, Math.trunc((to - from) / apart) + 1)
  let free = from
  for (let i = 0; i < moved.length; i++) {
    moved[i] = Math.max(moved[i], free)
    free = moved[i] + apart
  }
  let limit = to
  for (let i = moved.length - 1; i >= 0; i--) {
    moved[i] = Math.min(moved[i], limit)
    limit = moved[i] - apart
  }
  return moved
}

// ---- words ----

/** A text with a printer's quotation marks. What a client has sent stays as it is. */
export function typographic(text) {
  let set = ''
  let quoted = false
  let escaped = false
  for (const c of text) {
    if (c === '"' && !escaped) {
      set += quoted ? '”' : '“'
      quoted = !quoted
    } else {
      set += c === "'" && !quoted ? '’' : c
    }
    escaped = quoted && c === '\\' && !escaped
  }
  return set
}

const typographicAll = (labels) => list(labels).map(typographic)

/**
 * A point in time, as fmt's %.2f writes it. Go rounds a half to the even digit,
 * JavaScript up. Halves of hundredths are eighths of a second.
 */
function seconds(at) {
  const s = Math.trunc(at / 1e9) + (at % 1e9) / 1e9
  const roundsDown = (s * 8) % 4 === 1 // .125 and .625
  return `${(roundsDown ? s - 0.005 : s).toFixed(2)} s`
}

const fromTo = (from, to) => `from ${seconds(from)} to ${seconds(to)}`

/** Tells in prose what a picture shows. */
function describe({ Sentence, Captions, Longest }) {
  const told = list(Captions).map(({ At, Text }) => `At ${seconds(At)}: ${Text}`)
  return [Sentence, ...told, `Longest wait: ${Longest.Time}. ${Longest.Why}`].join(' ')
}

function tellBar({ Client, From, To, Labels }) {
  return `${list(Labels)[0] ?? `with ${Client}`}, ${fromTo(From, To)}`
}

const states = new Map([
  ['queued', 'connected, in the queue'],
  ['unknown', 'connected; the rest is not known'],
  ['waiting', 'asked, still waiting'],
  ['served', 'the server looks after it'],
])

function tellSegment(client, { State, Labels, From, To }) {
  const what = [states.get(State) ?? State, ...list(Labels).slice(0, 1)].join(', ')
  return `${client}: ${what}, ${fromTo(From, To)}`
}

function tellMark(client, { Kind, Labels, At }) {
  let what = shapes.get(Kind)?.does ?? Kind
  if (list(Labels).length > 0) what += Kind === 'reply' ? ` (${Labels[0]})` : ` ${Labels[0]}`
  return `${client} ${what} at ${seconds(At)}`
}

const tellLevel = (g, { Text, From, To }) => `${g.Name}: ${Text}, ${fromTo(From, To)}`

const tellGauges = (all) => all.map(({ Name, Text }) => `${Name}: ${Text}.`).join(' ')
