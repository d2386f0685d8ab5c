/**
 * Shows functions of a server's source in a box, and markers at the places at
 * which goroutines wait. Called again, it adds what is new and moves the markers.
 * A marker is a part of its line: however that is laid out, also on paper, the
 * two are side by side, and are read out one after the other.
 * @param {HTMLElement} box
 * @param {{file: string, func: string, line: number, text: string}[]} sources
 * @param {{file: string, line: number, call: string, state: string, goroutines: number}[]} places
 */
export function showSource(box, sources, places) {
  for (const source of sources ?? []) {
    const key = `${source.file}:${source.line}`
    if (!keyed(box, '.function', key)) box.append(card(source, key))
  }
  for (const line of box.querySelectorAll('.here')) line.classList.remove('here')
  const free = [...box.querySelectorAll('.marker')]
  const moves = []
  for (const place of places ?? []) {
    const line = keyed(box, '.line', `${place.file}:${place.line}`)
    if (!line) continue
    line.classList.add('here')
    const i = free.findIndex((marker) => marker.parentElement === line)
    moves.push({ place, line, marker: i < 0 ? null : free.splice(i, 1)[0] })
  }
  // The first place tells most. So it is the last one that is brought into view.
  for (const { place, line, marker } of moves.reverse()) move(box, marker ?? free.shift() ?? newMarker(), line, place)
  for (const marker of free) marker.remove()
}

function keyed(box, selector, key) {
  return [...box.querySelectorAll(selector)].find((element) => element.dataset.key === key)
}

function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

/** A function, line by line. */
function card(source, key) {
  const made = element('div', 'function')
  made.dataset.key = key
  made.append(element('p', 'file', `${source.file}, ${source.func}`))
  source.text.split('\n').forEach((text, i) => {
    const line = element('div', 'line')
    line.dataset.key = `${source.file}:${source.line + i}`
    line.append(element('span', 'number', source.line + i), element('code', '', text))
    made.append(line)
  })
  return made
}

/** A marker has a role so that its name, which says more than its text, is read out. */
function newMarker() {
  const made = element('span', 'marker')
  made.setAttribute('role', 'img')
  return made
}

/** Moves a marker to a line. Where it comes from is seen on the way. */
function move(box, marker, line, place) {
  const one = place.goroutines === 1
  const from = marker.parentElement
  marker.textContent = `${place.goroutines} here`
  marker.title = `${one ? '1 goroutine waits' : `${place.goroutines} goroutines wait`} here: ${place.call} (${place.state})`
  marker.setAttribute('aria-label', marker.title)
  if (from === line) return
  line.prepend(marker)
  if (from && !calm.matches) slide(marker, from.offsetTop - line.offsetTop)
  bringIntoView(box, line)
}

const calm = matchMedia('(prefers-reduced-motion: reduce)')

/** Has a marker come from so many pixels farther down. */
function slide(marker, down) {
  marker.animate({ transform: [`translateY(${down}px)`, 'none'] }, { duration: 350, easing: 'ease' })
}

/** Scrolls the box, and nothing else, until the line can be seen. */
function bringIntoView(box, line) {
  const top = line.offsetTop - 3 * line.offsetHeight
  const bottom = line.offsetTop + 4 * line.offsetHeight
  if (top < box.scrollTop) box.scrollTop = top
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
}
