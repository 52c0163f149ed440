import { freshen } from './times.js'

/** At most one round in this time, in milliseconds. */
const roundMs = 700
/** With more parts than this the whole page is asked for instead. */
const mostParts = 6

/** Replaces parts of the page that something happened to by what the server says of them now. */
export function createRefresh() {
  /** @type {Set<string>} */
  const stale = new Set()
  let isBusy = false
  /** @type {number | undefined} */
  let _timer

  const round = async () => {
    _timer = undefined
    isBusy = true
    const ids = [...stale]
    stale.clear()
    try {
      for (const id of await replaceAll(ids)) stale.add(id)
    } catch {
      // The connection is lost: the stream notices too, and its return brings the next round.
      for (const id of ids) stale.add(id)
    }
    isBusy = false
    if (stale.size > 0) _timer = window.setTimeout(round, roundMs * 2)
  }
  /** @param {Element} element */
  const add = ({ id }) => {
    stale.add(id)
    if (!isBusy) _timer ??= window.setTimeout(round, roundMs / 4)
  }
  return {
    /** @param {import('./events.js').Happened} happened */
    stale(happened) {
      for (const element of document.querySelectorAll('[data-live]')) if (concerns(element, happened)) add(element)
    },
    everything() {
      for (const element of document.querySelectorAll('[data-live]:not([data-live="none"], [data-part])')) add(element)
    },
  }
}

/** A row shows no steps; a list changes as a whole only when something is queued. */
/** @param {Element} element @param {import('./events.js').Happened} happened */
function concerns(element, { app: name, deployment, state, what }) {
  const app = encodeURIComponent(name.toWellFormed())
  const topic = element.getAttribute('data-live')
  if (topic === 'all') return state !== undefined
  if (topic === 'new' || topic === `new:${app}`) return state === 'queued'
  if (topic !== `app:${app}` && topic !== `deployment:${deployment}`) return false
  return state !== undefined || what !== undefined || !element.hasAttribute('data-part')
}

/** Returns the ids of what could not be replaced yet. @param {string[]} ids */
async function replaceAll(ids) {
  const elements = ids.flatMap(id => document.getElementById(id) ?? [])
  const parts = new Set(elements.map(partOf))
  const page = location.pathname + location.search
  const urls = parts.size > mostParts ? [page] : [...parts]
  const pages = new Map(await Promise.all(urls.map(async url => /** @type {const} */ ([url, await load(url)]))))
  return elements
    .filter(element => !replace(element, pages.get(partOf(element)) ?? pages.get(page)))
    .map(({ id }) => id)
}

/** @param {Element} element */
const partOf = element => element.getAttribute('data-part') ?? location.pathname + location.search

/** @param {string} url */
async function load(url) {
  const answer = await fetch(url, { headers: { accept: 'text/html' }, credentials: 'same-origin' })
  // Signed out meanwhile: the next click will say so.
  if (!answer.ok || answer.redirected) return undefined
  return new DOMParser().parseFromString(await answer.text(), 'text/html')
}

/** @param {Element} old @param {Document | undefined} page */
function replace(old, page) {
  const fresh = page?.getElementById(old.id)
  if (!fresh) return true
  if (isInUse(old)) return false
  const focus = describe(document.activeElement, old)
  const opened = [...old.querySelectorAll('details')].map(({ open }) => open)
  old.replaceWith(document.adoptNode(fresh))
  for (const [index, details] of [...fresh.querySelectorAll('details')].entries()) details.open = opened[index] ?? false
  if (focus) find(fresh, focus)?.focus({ preventScroll: true })
  if (page && !fresh.hasAttribute('data-part')) document.title = page.title
  freshen(fresh)
  return true
}

/** Nobody's half-filled form is taken away. @param {Element} element */
const isInUse = element =>
  element.querySelector('details[data-action][open]') !== null ||
  (element.contains(document.activeElement) && document.activeElement?.matches('input, select') === true)

/** How to find again what has the focus. @param {Element | null} focused @param {Element} within */
function describe(focused, within) {
  if (!focused || !within.contains(focused) || focused === within) return undefined
  const all = [...within.querySelectorAll(focused.localName)]
  return { name: focused.localName, href: focused.getAttribute('href'), index: all.indexOf(focused) }
}

/** @param {Element} within @param {{ name: string, href: string | null, index: number }} focus */
function find(within, { name, href, index }) {
  const all = /** @type {HTMLElement[]} */ ([...within.querySelectorAll(name)])
  return all.find(one => href !== null && one.getAttribute('href') === href) ?? all[index]
}
