
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
  const show = () => {
    const at = Number(slider.value) * 1e9
    const time = `${(at / 1e9).toFixed(1)} s`
    const last = standing.findLast(({ At }) => At <= at)
    section.querySelector('output').textContent = time
    section.querySelector('.stands').textContent = last ? `At ${time}: ${last.Text}` : ''
    for (const svg of section.querySelectorAll('.chart svg')) drawLine(svg, (at - from) / (end - from))
    showSource(code, [], last?.Places)
  }
  slider.addEventListener('input', show)
  show()
}

/** Draws a line through a chart where a share of its time has passed. */
function drawLine(svg, share) {
  const axis = svg.querySelector('.dots, .floor')
  if (!axis) return // nothing in it has changed in all that time
  const left = axis.x1.baseVal.value
  const x = left + share * (axis.x2.baseVal.value - left)
  const line = svg.querySelector('.now') ?? svg.appendChild(axis.cloneNode())
  line.setAttribute('class', 'now')
  for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 24, y2: svg.viewBox.baseVal.height - 20 })) line.setAttribute(name, value)
}
