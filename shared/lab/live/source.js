// Where the server stands: functions of its source, and markers at the lines at
// which goroutines wait. The report has this file in it, the live page loads it.

/**
 * Shows excerpts of source in a box, and markers at places. Called again, it
 * adds what is new and moves the markers.
 * @param {HTMLElement} box
 * @param {{file: string, line: number, text: string}[]} sources
 * @param {{file: string, line: number, call: string, state: string, goroutines: number}[]} places
 */
export function showSource(box, sources, places) {
  for (const source of sources ?? []) {
    const key = `${source.file}:${source.line}`
    if (![...box.children].some((card) => card.dataset.key === key)) box.append(card(source, key))
  }
  for (const line of box.querySelectorAll('.here')) line.classList.remove('here')
  const old = [...box.querySelectorAll('.marker')]
  for (const place of places ?? []) {
    const line = lineOf(box, place)
    if (!line) continue
    line.classList.add('here')
    const i = Math.max(old.findIndex((m) => m.dataset.key === line.dataset.key), 0)
    const marker = old.splice(i, 1)[0] ?? box.appendChild(newMarker())
    move(marker, line, place)
  }
  for (const marker of old) marker.remove()
}

/** A function, line by line. */
function card(source, key) {
  const card = document.createElement('div')
  card.className = 'function'
  card.dataset.key = key
  const name = document.createElement('p')
  name.className = 'file'
  name.textContent = source.file
  card.append(name)
  source.text.split('\n').forEach((text, i) => {
    const line = document.createElement('div')
    line.className = 'line'
    line.dataset.key = `${source.file}:${source.line + i}`
    const number = document.createElement('span')
    number.className = 'number'
    number.textContent = source.line + i
    const code = document.createElement('code')
    code.textContent = text
    line.append(number, code)
    card.append(line)
  })
  return card
}

function lineOf(box, place) {
  const key = `${place.file}:${place.line}`
  return [...box.querySelectorAll('.line')].find((line) => line.dataset.key === key)
}

function newMarker() {
  const marker = document.createElement('span')
  marker.className = 'marker'
  return marker
}

/** Moves a marker to a line. Where it comes from is seen on the way. */
function move(marker, line, place) {
  const waits = place.goroutines === 1 ? '1 waits' : `${place.goroutines} wait`
  const moved = marker.dataset.key !== line.dataset.key
  marker.dataset.key = line.dataset.key
  if (marker.textContent !== waits) marker.textContent = waits
  marker.title = `${place.goroutines} ${place.goroutines === 1 ? 'goroutine waits' : 'goroutines wait'} here: ${place.call} (${place.state})`
  marker.style.top = `${line.offsetTop}px`
  if (moved) bringIntoView(line)
}

/** Scrolls the box, and only the box, until the line can be seen. */
function bringIntoView(line) {
  const box = line.offsetParent
  if (box.scrollHeight <= box.clientHeight) return
  const top = line.offsetTop - 3 * line.offsetHeight
  const bottom = line.offsetTop + 4 * line.offsetHeight
  if (top < box.scrollTop) box.scrollTop = top
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
}
