import { parseAnsi } from './ansi.js'

/** @typedef {{ at: number, step: string, stream: string, text: string }} Line */

/** So many lines stay on the page. */
const most = 5_000

/** The log on the page, if there is one that grows. */
export function createLog() {
  const list = document.getElementById('log-lines')
  const frame = document.getElementById('log-scroll')
  if (!list || !frame) return undefined
  const follow = /** @type {HTMLInputElement | null} */ (document.getElementById('log-follow'))
  const url = list.dataset.log
  const toEnd = () => frame.scrollTo({ top: frame.scrollHeight })
  if (url === undefined) return undefined
  toEnd()
  if (follow) {
    follow.closest('label')?.removeAttribute('hidden')
    follow.addEventListener('change', () => follow.checked && toEnd())
    // Whoever scrolls back wants to read; back at the end, to follow.
    frame.addEventListener(
      'scroll',
      () => (follow.checked = frame.scrollHeight - frame.scrollTop - frame.clientHeight < 60),
    )
  }
  const words = (new URLSearchParams(location.search).get('q') ?? '').trim().toLowerCase()
  /** @type {Line[]} */
  let waiting = []
  const draw = () => {
    const isFollowing = follow?.checked ?? true
    list.append(...waiting.slice(-most).map(drawLine))
    waiting = []
    while (list.childElementCount > most) list.firstElementChild?.remove()
    document.querySelector('.log-none')?.remove()
    if (isFollowing) toEnd()
  }
  return {
    url,
    /** Drawn together, at most once a frame. @param {Line[]} lines */
    add(lines) {
      const shown = words === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(words))
      if (shown.length === 0) return
      if (waiting.length === 0) requestAnimationFrame(draw)
      waiting.push(...shown)
    },
  }
}

/** As the server draws it. @param {Line} line */
function drawLine({ at, step, stream, text }) {
  const row = document.createElement('li')
  row.className = stream
  const moment = new Date(at).toISOString()
  const time = add(row, 'time', moment.slice(11, 19))
  time.setAttribute('datetime', moment)
  add(row, 'span', step).className = 'step'
  const code = add(row, 'code', '')
  for (const piece of parseAnsi(text)) {
    if (piece.classes === '') code.append(piece.text)
    else add(code, 'span', piece.text).className = piece.classes
  }
  return row
}

/** @param {Element} parent @param {string} name @param {string} text */
function add(parent, name, text) {
  const element = document.createElement(name)
  element.textContent = text
  parent.append(element)
  return element
}
