const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Says anew, every second, how long ago things were and how long they take. */
export function keepTimesFresh() {
  window.setInterval(() => {
    if (!document.hidden) freshen(document)
  }, second)
}

/** @param {ParentNode} within */
export function freshen(within) {
  const now = Date.now()
  for (const time of within.querySelectorAll('time[data-ago]')) {
    say(time, formatAge(Date.parse(time.getAttribute('datetime') ?? ''), now))
  }
  for (const span of within.querySelectorAll('[data-since]')) {
    say(span, formatDuration(now - Number(span.getAttribute('data-since'))))
  }
}

/** @param {Element} element @param {string} text */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** As the server says it. @param {number} at @param {number} now */
function formatAge(at, now) {
  const ms = now - at
  if (Math.abs(ms) < 5 * second) return 'just now'
  return ms < 0 ? `in ${coarse(-ms)}` : `${coarse(ms)} ago`
}

/** @param {number} ms */
function coarse(ms) {
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`
  return `${Math.floor(ms / day)} d`
}

/** Whole seconds only: tenths would flicker. @param {number} ms */
function formatDuration(ms) {
  const seconds = Math.max(0, Math.floor(ms / second))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  if (ms < day) return two(Math.floor(ms / hour), 'h', Math.floor((ms % hour) / minute), 'min')
  return two(Math.floor(ms / day), 'd', Math.floor((ms % day) / hour), 'h')
}

/** @param {number} big @param {string} unit @param {number} small @param {string} smallUnit */
const two = (big, unit, small, smallUnit) => (small === 0 ? `${big} ${unit}` : `${big} ${unit} ${small} ${smallUnit}`)
