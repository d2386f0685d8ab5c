// The live page: it shows the views that the lab sends, and sends the commands
// that somebody gives. What there is to show is known by the lab alone, so a page
// that is loaded again, or one in another window, shows the same.

import { chart, gauges, typographic } from './chart.js'
import { showSource } from './source.js'

const $ = (id) => document.getElementById(id)
const calm = matchMedia('(prefers-reduced-motion: reduce)')

let view = null // the last one
let received = 0 // when that was, in milliseconds
const takes = [] // what is on the page of each take

// ---- views come in ----

let stream = null

/** Opens the stream of views. One that was closed goes on where it was. */
function listen() {
  if (stream || document.hidden) return
  stream = new EventSource(view ? `views?after=${encodeURIComponent(seen)}` : 'views')
  stream.onmessage = (message) => {
    seen = message.lastEventId
    received = performance.now()
    show(JSON.parse(message.data))
    found()
  }
  stream.onopen = found
  stream.onerror = () => {
    document.body.classList.add('lost')
    trouble('The lab does not answer. If it has ended, start it again: go run ./shared/lab -web')
    if (stream.readyState === EventSource.CLOSED) {
      hush()
      setTimeout(listen, 2000)
    }
  }
}
let seen = ''

/** The lab answers, perhaps again. */
function found() {
  if (document.body.classList.contains('lost')) trouble('')
  document.body.classList.remove('lost')
}

/** Closes the stream: a window that is hidden needs no views. */
function hush() {
  stream?.close()
  stream = null
}

document.addEventListener('visibilitychange', () => (document.hidden ? hush() : listen()))
addEventListener('pagehide', hush)
addEventListener('pageshow', listen)

// ---- commands go out ----

let lastCommand = Promise.resolve()

/** Sends a command, after those before it. What is wrong with it is shown. */
function command(what) {
  lastCommand = lastCommand.then(() => send(what))
  return lastCommand
}

async function send(what) {
  trouble('')
  try {
    const answer = await fetch('do', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(what),
    })
    if (!answer.ok) trouble((await answer.text()).trim())
    return answer.ok
  } catch {
    trouble('The lab does not answer. If it has ended, start it again: go run ./shared/lab -web')
    return false
  }
}

function trouble(text) {
  if ($('trouble').textContent !== text) $('trouble').textContent = text
}

// ---- the controls ----

for (const id of ['stage', 'beside']) {
  $(id).addEventListener('change', () => {
    const stages = [$('stage').value, $('beside').value].filter(Boolean)
    command({ do: 'choose', stages })
  })
}
$('restart').addEventListener('click', () => command({ do: 'restart' }))
$('play').addEventListener('click', () => {
  command(view?.act ? { do: 'stop' } : { do: 'play', scenario: $('scenario').value })
})
$('add').addEventListener('click', async () => {
  adding = true
  adding = await command({ do: 'connect' })
})
let adding = false // the next new client gets the focus
$('again').addEventListener('click', () => command({ do: 'again', stage: view.next }))
$('pause').addEventListener('click', () => command({ do: view.paused ? 'resume' : 'pause' }))
$('back').addEventListener('click', () => command({ do: 'step', by: -1 }))
$('forward').addEventListener('click', () => command({ do: 'step', by: 1 }))

/** The moment that the slider was last moved to, while it is being asked for. */
let wanted = null
$('moment').addEventListener('input', async () => {
  const busy = wanted !== null
  wanted = Number($('moment').value)
  while (!busy && wanted !== null) {
    const at = wanted
    await command({ do: 'at', at })
    if (wanted === at) wanted = null
  }
})

function project(on) {
  document.body.classList.toggle('projector', on)
  $('projector').setAttribute('aria-pressed', on)
  history.replaceState(null, '', on ? '#projector' : location.pathname)
  draw()
}
$('projector').addEventListener('click', () => project(!document.body.classList.contains('projector')))
$('leave-projector').addEventListener('click', () => {
  project(false)
  $('projector').focus()
})
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && document.body.classList.contains('projector')) project(false)
})
if (location.hash === '#projector') project(true)

// ---- a view is shown ----

function show(next) {
  const before = view
  view = next
  showChoices()
  showTime()
  showClients()
  showTakes(before)
  tellEnds(before)
  tellNews(before)
  animate()
}

/** Fills a list of choices, unless it is filled with them already. */
function fill(select, choices, value) {
  const key = JSON.stringify(choices)
  if (select.dataset.key !== key) {
    select.dataset.key = key
    select.replaceChildren(...choices.map(({ name, text }) => new Option(text, name)))
  }
  if (value !== undefined && document.activeElement !== select) select.value = value
}

function showChoices() {
  const stages = (view.stages ?? []).map(({ name, title }) => ({ name, text: `${name.slice(0, 2)} ${title}` }))
  fill($('stage'), stages, view.chosen[0] ?? '')
  const others = stages.filter(({ name }) => name !== view.chosen[0])
  const recorded = view.takes.length > view.chosen.length // stands beside what was chosen
  const alone = recorded ? `${numberOf(view.takes[0])}, recorded` : 'nothing'
  fill($('beside'), [{ name: '', text: alone }, ...others], view.chosen[1] ?? '')
  fill($('scenario'), (view.scenarios ?? []).map(({ name }) => ({ name, text: name })))
  const about = (view.scenarios ?? []).find(({ name }) => name === $('scenario').value)
  $('scenario').title = about?.title ?? ''
  $('play').textContent = view.act ? 'Stop' : 'Play'
  $('again').textContent = `Same again on stage ${view.next.slice(0, 2)}`
  disable($('again'), view.length === 0 && 'Nothing has been done yet: add a client, or play a scenario.')
  disable($('add'), busy() || !view.room && full())
}

const numberOf = ({ stage }) => stage.slice(0, 2)

const busy = () => view.act && `${view.act}: wait for its end, or stop it first.`

const full = () => `There are ${view.clients.length} clients, and no room for more.`

/** A button that is disabled so, for a reason, keeps the focus and says why. */
function disable(button, why) {
  button.setAttribute('aria-disabled', Boolean(why))
  button.title = why || ''
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (button?.getAttribute('aria-disabled') === 'true') {
    event.preventDefault()
    event.stopImmediatePropagation()
    trouble(button.title)
  }
}, true)

function showTime() {
  $('pause').textContent = view.paused ? 'Go on' : 'Pause'
  const none = view.length === 0
  for (const id of ['pause', 'back', 'forward']) disable($(id), none && 'Nothing has happened yet.')
  $('moment').disabled = none
  $('moment').max = view.length
  if (wanted === null) $('moment').value = view.now
  $('moment').setAttribute('aria-valuetext', `${view.now.toFixed(1)} seconds`)
  $('clock').textContent = `${view.now.toFixed(1)} s`
}

// ---- clients ----

function showClients() {
  const list = document.querySelector('#clients ul')
  setText($('doing'), doing())
  for (const item of [...list.children]) {
    if (!view.clients.some(({ name }) => name === item.dataset.name)) item.remove()
  }
  for (const client of view.clients) {
    let item = [...list.children].find((item) => item.dataset.name === client.name)
    if (!item) {
      item = newClient(client.name)
      list.append(item)
      if (adding) item.querySelector('input').focus()
      adding = false
    }
    showClient(item, client)
  }
}

function doing() {
  if (view.act) return `${view.act}: they do as it says.`
  if (view.clients.length === 0) return 'Nobody is here yet.'
  return view.room ? '' : full()
}

function newClient(name) {
  const item = $('client-template').content.firstElementChild.cloneNode(true)
  item.dataset.name = name
  item.querySelector('b').textContent = name
  const line = item.querySelector('input')
  line.setAttribute('aria-label', `Line that ${name} sends`)
  const rare = item.querySelector('.rare')
  const more = item.querySelector('.more')
  more.setAttribute('aria-label', `More that ${name} can do`)
  more.title = `More that ${name} can do: stop reading, flood, half-close, reset`
  more.addEventListener('click', () => {
    rare.hidden = !rare.hidden
    more.setAttribute('aria-expanded', !rare.hidden)
  })
  item.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault()
    const client = clientCalled(name)
    if (!client.here) return command({ do: 'connect', client: name })
    if (client.waits) return trouble(`${name} waits for its reply. It sends nothing before that has come.`)
    if (line.value === '') return trouble(`Type a line for ${name} to send.`)
    const text = line.value
    line.value = ''
    if (!(await command({ do: 'send', client: name, text }))) line.value = text
  })
  for (const button of item.querySelectorAll('[data-do]')) {
    button.addEventListener('click', () => {
      const pressed = button.getAttribute('aria-pressed') === 'true'
      command({ do: pressed ? button.dataset.undo : button.dataset.do, client: name })
    })
  }
  return item
}

const clientCalled = (name) => view.clients.find((client) => client.name === name)

function showClient(item, client) {
  item.classList.toggle('away', !client.here)
  item.querySelector('[type=submit]').textContent = client.here ? 'Send' : 'Connect'
  const { name, here, allSaid, flooding } = client
  const mute = allSaid ? `${name} has half-closed: it sends no more.` : flooding ? `${name} floods, and sends nothing else.` : ''
  const idle = busy() || !here && `${name} is not there.`
  disable(item.querySelector('[type=submit]'), busy() || here && mute)
  item.querySelector('input').disabled = Boolean(idle || mute)
  for (const button of item.querySelectorAll('[data-do]')) {
    const sends = ['flood', 'half-close'].includes(button.dataset.do)
    disable(button, idle || sends && allSaid && mute)
  }
  press(item, 'stop reading', client.deaf)
  press(item, 'flood', flooding)
  item.querySelector('.how').textContent = howIs(client)
}

function press(item, does, on) {
  item.querySelector(`[data-do="${does}"]`).setAttribute('aria-pressed', on)
}

const words = {
  queued: 'in the queue',
  waiting: 'waits',
  served: 'looked after',
  unknown: 'connected',
}

/** How a client fares at the moment that is shown, in each of the stages. */
function howIs(client) {
  if (!client.here && !view.paused) return 'not there'
  return view.takes.map((take) => {
    const { condition, panel } = take
    if (condition === 'over' && !view.paused) return ''
    const lane = (panel.Lanes ?? []).find(({ Client }) => Client === client.name)
    const state = lane && isThere(lane, panel.Now) ? words[lane.Segments.at(-1).State] : 'not there'
    return view.takes.length > 1 ? `${numberOf(take)}: ${state}` : state
  }).filter(Boolean).join(', ')
}

const partings = ['leave', 'reset', 'hung up', 'cut off', 'refused']

function isThere({ Segments, Marks }, now) {
  const last = Segments?.at(-1)
  return last?.To >= now && !Marks?.some(({ At, Kind }) => At >= last.To && partings.includes(Kind))
}

// ---- takes ----

function showTakes(before) {
  const box = $('takes')
  box.className = view.takes.length > 1 ? 'two' : 'one'
  while (takes.length > view.takes.length) takes.pop().root.remove()
  while (takes.length < view.takes.length) {
    const take = newTake(takes.length)
    takes.push(take)
    box.append(take.root)
  }
  const anew = before?.story !== view.story
  view.takes.forEach((shown, i) => showTake(takes[i], shown, anew))
  draw()
}

function newTake(index) {
  const root = $('take-template').content.firstElementChild.cloneNode(true)
  const take = { root, id: `take-${index + 1}` }
  for (const part of ['sentence', 'pill', 'remark', 'banner', 'chart', 'captions', 'gauges', 'stands', 'code']) {
    take[part] = root.querySelector(`.${part}`)
  }
  take.heading = root.querySelector('h2')
  take.heading.id = `${take.id}-h`
  root.setAttribute('aria-labelledby', take.heading.id)
  take.banner.querySelector('button').addEventListener('click', () => command({ do: 'restart' }))
  return take
}

function showTake(take, shown, anew) {
  const { stage, condition, panel } = shown
  setText(take.heading, panel.Heading)
  setText(take.sentence, typographic(panel.Sentence))
  setText(take.pill, `longest wait ${panel.Longest.Time}`)
  take.pill.title = panel.Longest.Why
  take.pill.classList.toggle('waits', panel.Longest.Waits)
  take.root.dataset.condition = condition
  setText(take.remark, remark(shown))
  showBanner(take, shown)
  const captions = [...(panel.Earlier ?? []), ...(panel.Captions ?? [])]
  if (take.captionKey !== JSON.stringify(captions)) {
    take.captionKey = JSON.stringify(captions)
    take.captions.replaceChildren(...captions.map(caption))
    take.captions.scrollTop = take.captions.scrollHeight // the newest is in sight
  }
  setText(take.stands, panel.Stands || 'Where the server stands is not known yet.')
  if (anew && take.stage !== stage) take.code.replaceChildren()
  take.stage = stage
  showSource(take.code, panel.Sources, panel.Standing?.at(-1)?.Places)
}

/** What is to be known about a picture: that it does not go on, or is not all of it. */
function remark({ condition, length, panel: { Axis, Now } }) {
  const said = []
  if (condition === 'over') {
    const others = view.takes.filter((take) => take.condition === 'running').map(numberOf)
    said.push(`A recording, ${length.toFixed(1)} s long.`)
    said.push(others.length > 0 ? `What you do now is done to stage ${others}.` : 'Add a client to begin anew.')
  }
  if (Axis.From > 0) {
    const last = Math.max(Now - Axis.From, 0) / 1e9
    said.push(`Showing the last ${last.toFixed(0)} s, from ${Axis.From / 1e9} s on: the slider goes back.`)
  }
  return said.join(' ')
}

/** What is wrong with a server, or ''. */
function wrong({ condition, reason, ...take }) {
  if (condition === 'failed') return `Stage ${numberOf(take)} does not start:\n${reason}`
  if (condition === 'died') return `Stage ${numberOf(take)}’s program has ended: ${reason}`
  return ''
}

function showBanner(take, shown) {
  const text = wrong(shown)
  setText(take.banner.querySelector('pre'), text)
  take.banner.hidden = text === ''
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

function caption({ Number: number, Text: text }) {
  const item = document.createElement('li')
  const disc = document.createElement('span')
  disc.textContent = number
  item.append(disc, typographic(text))
  return item
}

// ---- pictures ----

/** Draws all charts as they are now. */
function draw() {
  if (!view) return
  const passed = view.runs && !view.paused ? (performance.now() - received) * 1e6 : 0
  view.takes.forEach(({ condition, panel }, i) => {
    const take = takes[i]
    const now = condition === 'running' && panel.Open ? panel.Now + passed : panel.Now
    const key = [view.version, view.now, Math.round(now / 1e6), take.chart.clientWidth, document.body.className].join()
    if (take.drawn === key || take.chart.clientWidth === 0) return
    take.drawn = key
    const advanced = advance(panel, Math.min(now, panel.Axis.End))
    take.chart.innerHTML = chart(advanced, scale(take.chart.clientWidth), `${take.id}-c`)
    take.gauges.innerHTML = gauges(advanced, scale(take.gauges.clientWidth), `${take.id}-g`)
  })
}

/** A projector's picture is drawn for a smaller window, and so is larger. */
function scale(width) {
  return document.body.classList.contains('projector') ? Math.max(width / 1.6, 374) : width
}

/** A panel as it will be, if nothing happens: what lasts until now goes on. */
function advance(panel, now) {
  if (now <= panel.Now) return panel
  const go = (span) => (span.To >= panel.Now ? { ...span, To: now } : span)
  return {
    ...panel,
    Now: now,
    Rows: panel.Rows?.map((row) => ({ ...row, End: Math.max(row.End, now), Bars: row.Bars?.map(go) })),
    Lanes: panel.Lanes?.map((lane) => ({ ...lane, Segments: lane.Segments?.map(go) })),
    Gauges: panel.Gauges?.map((gauge) => ({ ...gauge, Levels: gauge.Levels?.map(go) })),
  }
}

let frame = 0
let last = 0

/** Keeps drawing while time goes by, 25 times a second at most. */
function animate() {
  if (frame || !view?.runs || view.paused || calm.matches) return
  frame = requestAnimationFrame((at) => {
    frame = 0
    if (at - last >= 40) {
      last = at
      draw()
    }
    animate()
  })
}

new ResizeObserver(draw).observe($('takes'))

// ---- news ----

let told = new Set()
const hint = $('news').textContent

/** Says what has happened, also to those who listen to the page. */
function tellNews(before) {
  const anew = before?.story !== view.story
  if (anew) told = new Set()
  if (view.paused) {
    const at = view.news.at(-1)
    return setText($('news'), `${view.now.toFixed(2)} s: ${at ? at.text : 'the beginning.'}`)
  }
  const fresh = view.news.filter(({ id }) => !told.has(id))
  for (const { id } of view.news) told.add(id)
  const all = before && anew ? [] : fresh.slice(-3).map(({ text }) => text[0].toUpperCase() + text.slice(1))
  if (view.act && view.act !== before?.act) all.unshift(`${view.act}.`)
  if (before?.act && !view.act && !anew) all.push('It is over.')
  if (all.length === 0 && before && (anew || before.paused || conditions(before) !== conditions(view))) all.push(situation())
  if (all.length > 0) setText($('news'), all.join(' '))
}

const conditions = ({ takes }) => takes.map(({ condition }) => condition).join()

const states = { starting: 'starts', running: 'runs', failed: 'does not start', died: 'has ended' }

/** How things are, when nothing happens. */
function situation() {
  const servers = view.takes.filter(({ condition }) => condition in states)
  const all = servers.map((take) => `Stage ${numberOf(take)} ${states[take.condition]}.`)
  if (view.clients.length === 0 && servers.some(({ condition }) => condition === 'running')) all.push(hint)
  return all.join(' ')
}

/** Tells at once when a server has gone, or does not come. */
function tellEnds(before) {
  const same = before?.story === view.story
  const ends = view.takes.map(wrong).filter(Boolean)
  if (ends.length > 0 && !(same && conditions(before) === conditions(view))) {
    trouble(ends.map((text) => text.replace(/:\n.*/s, '. Below is why.')).join('. '))
  } else if (before && !same) trouble('')
}

listen()
