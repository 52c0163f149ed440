import type { App } from '../../core/app.ts'
import type { Preview } from '../../core/preview/preview.ts'
import type { Log } from '../ports/log.ts'
import type { Roster } from './roster.ts'

export interface RetirePorts {
  readonly log: Log
  readonly roster: Pick<Roster, 'find'>
  /** Tells the forge that nothing of an app runs any more. */
  retire(app: App): void
}

/** The environment of a preview that does not run any more is inactive at its forge; one that never ran has none. */
export function retirePreview(preview: Preview, { roster, retire, log }: RetirePorts): void {
  const { app: of, number, name, head, isFork, state } = preview
  const app = roster.find(of)
  if (app === undefined || state === 'live' || state === 'removing') return
  try {
    retire({ ...app, name, preview: { of, number, ref: '', head, isFork } })
  } catch (error) {
    log.warn({ app: of, number, err: error }, 'the end of a preview could not be reported')
  }
}
