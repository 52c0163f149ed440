import { createHash } from 'node:crypto'
import type { Preview } from '../../core/preview/preview.ts'
import { previewComment } from '../../core/preview/preview-comment.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { TellForge } from '../reporting/put-report.ts'
import type { Roster } from './roster.ts'

export interface CommentPorts {
  readonly store: Store
  readonly log: Log
  readonly roster: Pick<Roster, 'find'>
  readonly tellForge: TellForge
  publicUrl(): string | undefined
}

/** Keeps the comment on each pull request as its preview is. */
export interface Comments extends Disposable {
  /** A preview is other than it was. */
  look(preview: Preview): void
}

/** So many events are read at once; more are read right after. */
const mostEvents = 500

/** Follows what becomes of the deployments of previews. The same comment is not sent twice, not after a restart either. */
export function startComments(ports: CommentPorts): Comments {
  const { store, log } = ports
  // Without previews nobody asks for the events of all the others.
  let seen: number | undefined
  const tell = (preview: Preview) => {
    seen ??= store.lastEvent()
    try {
      tellPreview(preview, ports)
    } catch (error) {
      log.warn(
        { app: preview.app, number: preview.number, err: error },
        'the comment of a preview could not be written',
      )
    }
  }
  const follow = () => {
    if (seen === undefined) return
    const events = store.eventsAfter(seen, { limit: mostEvents })
    seen = events.at(-1)?.seq ?? seen
    const names = new Set(events.filter(({ what }) => what.kind === 'state').map(({ app }) => app))
    for (const name of names) {
      const of = ports.roster.find(name)?.preview
      const preview = of && store.preview(of.of, of.number)
      if (preview !== undefined) tell(preview)
    }
    if (events.length === mostEvents) follow()
  }
  for (const preview of store.previews()) tell(preview)
  const listening = store.onEvents(follow)
  return { look: tell, [Symbol.dispose]: () => listening[Symbol.dispose]() }
}

function tellPreview(preview: Preview, { store, roster, tellForge, publicUrl }: CommentPorts): void {
  const app = roster.find(preview.app)
  // What is still being removed is as good as gone to whoever reads of it; told once it is.
  if (app === undefined || preview.state === 'removing') return
  const [last] = store.list({ app: preview.name, limit: 1 })
  const base = publicUrl()?.replace(/\/+$/, '')
  const report = previewComment({
    preview,
    last,
    address: roster.find(preview.name)?.report.url,
    link: base === undefined || last === undefined ? undefined : `${base}/deployments/${last.id}`,
  })
  const key = `preview-comment ${preview.app} ${preview.number}`
  const print = createHash('sha256').update(report.body).digest('base64url')
  if (store.remoteId(key) === print) return
  tellForge({ provider: app.provider, name: preview.repository }, report, { app: preview.app })
  store.rememberRemoteId(key, print)
}
