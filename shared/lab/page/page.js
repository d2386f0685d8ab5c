
// One can move through time: a line moves through the charts, and the markers
// through the source.

for (const section of document.querySelectorAll('.server')) {
  const data = section.querySelector('script')
  if (data) moveThroughTime(section, JSON.parse(data.textContent))
}

function moveThroughTime(section, { From: from, End: end, StoodAt: stoodAt, Standing: standing }) {
  const slider = section.querySelector('.moment input')
  const code = section.querySelector('.code')
  slider.min = from / 1e9
  slider.max = end / 1e9
  slider.step = (end - from) / 1e9 / 700
  slider.value = Math.round(stoodAt / 1e8) / 10
  section.querySelector('.moment').hidden = false
  for (const marker of code.querySelectorAll('.marker')) marker.remove() // they come again, and into view
  const show = () => {
    const at = Number(slider.value) * 1e9
    const time = `${(at / 1e9).toFixed(1)} s`
    const last = standing.findLast(({ At }) => At <= at)
    section.querySelector('output').textContent = time
    section.querySelector('.stands').textContent = last ? `At ${time}: ${last.Text}` : ''
    for (const svg of section.querySelectorAll('.chart svg')) drawLine(svg, (at - from) / (end - from), time)
    showSource(code, [], last?.Places)
  }
  slider.addEventListener('input', show)
  show()
}

/** Draws a line through a chart where a share of its time has passed, behind what stands there. */
function drawLine(svg, share, time) {
  const axis = svg.querySelector('.dots, .floor')
  if (!axis) return // nothing in it has changed in all that time
  const left = axis.x1.baseVal.value
  const x = left + share * (axis.x2.baseVal.value - left)
  const bottom = svg.viewBox.baseVal.height
  const line = svg.querySelector('.now') ?? svg.insertBefore(axis.cloneNode(), svg.querySelector(':scope > .dots') ?? svg.querySelector(':scope > text'))
  set(line, { class: 'now', x1: x, x2: x, y1: 24, y2: bottom - 20 })
  if (axis.matches('.dots')) labelLine(svg, x, bottom, time)
}

/** Says on the axis which moment the line is. */
function labelLine(svg, x, bottom, time) {
  const label = svg.querySelector('.moment-label') ?? made('g', 'moment-label', svg)
  const [box, text] = label.children.length ? label.children : [made('rect', '', label), made('text', 'b', label)]
  text.textContent = time
  const width = 54
  const middle = Math.min(x, svg.viewBox.baseVal.width - width / 2)
  set(box, { x: middle - width / 2, y: bottom - 21, width, height: 20, rx: 10 })
  set(text, { x: middle, y: bottom - 6.5, 'font-size': 13, 'text-anchor': 'middle' })
}

function made(name, className, parent) {
  const element = document.createElementNS(parent.namespaceURI, name)
  set(element, { class: className })
  return parent.appendChild(element)
}

function set(element, attributes) {
  for (const name in attributes) element.setAttribute(name, attributes[name])
}
