import type { ApiApp } from '../api.ts'
import { formatAppState } from '../render/app-state.ts'
import type { TableStyle } from '../render/table-style.ts'
import { printLine, type Session, tableStyle } from '../session.ts'
import { isDumb } from '../style.ts'
import { createScreen } from './screen.ts'
import type { View } from './watch.ts'

const tickMs = 1_000

/** Redrawn in its place on a terminal: whenever something changed, the terminal was resized, or a second has passed. */
export function createLiveView<T>(
  { deps, ...session }: Session,
  format: (seen: T, style: TableStyle) => string,
): View<T> {
  const screen = createScreen(deps.stdout)
  let seen: T | undefined
  let isAway = false
  const draw = () => {
    if (seen === undefined) return
    const style = tableStyle({ deps, ...session })
    const away = isAway ? `${style.paint('yellow', 'waiting for the server to come back')}\n` : ''
    screen.draw(format(seen, style) + away)
  }
  const timer = setInterval(draw, tickMs)
  const resize = deps.onResize(draw)
  const show = (now: { seen?: T; isAway: boolean }) => {
    seen = now.seen ?? seen
    isAway = now.isAway
    draw()
  }
  return {
    show: what => show({ seen: what, isAway: false }),
    away: () => show({ isAway: true }),
    [Symbol.dispose]() {
      clearInterval(timer)
      resize[Symbol.dispose]()
      screen[Symbol.dispose]()
    },
  }
}

/** A line for each app, and a further one whenever something of it changed; with `json`, each line is the app as JSON. */
export function createLineView(session: Session, { json }: { json: boolean }): View<readonly ApiApp[]> {
  const { deps } = session
  const last = new Map<string, string>()
  let isAway = false
  return {
    show(apps) {
      isAway = false
      for (const app of apps) {
        const state = formatAppState(app, deps.now())
        if (last.get(app.app) === state) continue
        last.set(app.app, state)
        if (json) deps.stdout.write(`${JSON.stringify(app)}\n`)
        else printLine(session, state)
      }
    },
    away() {
      if (!isAway && !json) printLine(session, 'waiting for the server to come back')
      isAway = true
    },
    [Symbol.dispose]: () => undefined,
  }
}

/** Whether lines of this standard output can be drawn anew. */
export const canRedraw = ({ deps }: Session): boolean => deps.stdout.isTTY && !isDumb(deps.env)
