import { tell } from './news.js'

/**
 * @typedef {{ app: string, deployment?: number, state?: string, step?: string, what?: string }} Happened
 * @typedef {{ stale(happened: Happened): void, everything(): void }} Refresh
 * @typedef {{ url: string, add(lines: import('./log.js').Line[]): void } | undefined} Log
 */

const states = new Set(['succeeded', 'skipped', 'failed', 'rolled_back', 'cancelled'])
/** The first wait before coming back, and the longest, in milliseconds. */
const waits = { first: 1_000, most: 30_000 }

/**
 * Listens from a position on. A page that nobody looks at holds no connection: browsers have few for one origin.
 * @param {string} url
 * @param {string} from
 * @param {{ refresh: Refresh, log: Log }} parts
 */
export function followEvents(url, from, { refresh, log }) {
  let position = from
  let wait = waits.first
  let isOver = false
  /** @type {EventSource | undefined} */
  let source
  /** @type {number | undefined} */
  let timer

  const open = () => {
    close()
    if (document.hidden || isOver) return
    const stream = new EventSource(
      `${url}?${new URLSearchParams({ after: position, ...(log ? { log: 'true' } : {}) })}`,
    )
    source = stream
    /** @param {string} kind @param {(data: any) => void} take */
    const on = (kind, take) =>
      stream.addEventListener(kind, event => {
        if (event.lastEventId !== '') position = event.lastEventId
        take(JSON.parse(event.data))
      })
    on('hello', () => {
      wait = waits.first
      showConnection(true)
    })
    on('state', data => {
      refresh.stale(data)
      if (states.has(data.state)) tell(`${data.app} ${data.deployment}: ${data.state.replace('_', ' ')}`)
    })
    on('step', data => refresh.stale(data))
    on('hold', data => refresh.stale(data))
    on('log', lines => log?.add(lines))
    on('gap', () => refresh.everything())
    on('end', () => {
      isOver = true
      close()
      refresh.everything()
    })
    // The browser's own way of coming back knows no growing waits and gives up where the server answers with an error.
    stream.onerror = () => {
      close()
      showConnection(false)
      timer = window.setTimeout(open, wait)
      wait = Math.min(wait * 2, waits.most)
    }
  }
  const close = () => {
    window.clearTimeout(timer)
    source?.close()
    source = undefined
  }
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()))
  window.addEventListener('pagehide', close)
  window.addEventListener('pageshow', event => event.persisted && open())
  open()
}

/** @param {boolean} isGood */
function showConnection(isGood) {
  const sign = document.getElementById('connection')
  document.body.dataset.connection = isGood ? 'live' : 'lost'
  if (!sign || sign.hidden === isGood) return
  sign.hidden = isGood
  tell(isGood ? 'Live again.' : 'The connection is lost. What is shown may be old.')
}
