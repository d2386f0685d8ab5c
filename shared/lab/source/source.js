/**
 * Shows functions of a server's source in a box, and markers at the places at
 * which goroutines wait. Called again, it adds what is new and moves the markers.
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
    const i = free.findIndex((marker) => marker.dataset.key === line.dataset.key)
    moves.push({ place, line, marker: i < 0 ? null : free.splice(i, 1)[0] })
  }
  // The first place tells most. So it is the last one that is brought into view.
  for (const { place, line, marker } of moves.reverse()) move(box, marker ?? free.shift() ?? newMarker(box), line, place)
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

const newMarker = (box) => box.appendChild(element('span', 'marker'))

/** Moves a marker to a line. Where it comes from is seen on the way. */
function move(box, marker, line, place) {
  const one = place.goroutines === 1
  const moved = marker.dataset.key !== line.dataset.key || marker.parentElement !== box
  marker.dataset.key = line.dataset.key
  if (marker.parentElement !== box) box.append(marker)
  marker.textContent = `${place.goroutines} here`
  marker.title = `${one ? '1 goroutine waits' : `${place.goroutines} goroutines wait`} here: ${place.call} (${place.state})`
  marker.style.top = `${line.offsetTop}px`
  if (moved) bringIntoView(box, line)
}

/** Scrolls the box, and nothing else, until the line can be seen. */
function bringIntoView(box, line) {
  const top = line.offsetTop - 3 * line.offsetHeight
  const bottom = line.offsetTop + 4 * line.offsetHeight
  if (top < box.scrollTop) box.scrollTop = top
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
}
