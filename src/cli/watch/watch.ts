import type { Client } from '../client.ts'
import type { Session } from '../session.ts'
import { isAway, listenForChanges } from './changes.ts'

/** What is looked at again and again. */
export interface Watched<T> {
  read(): Promise<T>
  view: View<T>
  /** Where its events are. */
  readonly events: string
}

/** How what was seen is shown. */
export interface View<T> extends Disposable {
  show(seen: T): void
  /** No server answers; what was shown last may be old. */
  away(): void
}

/**
 * Shows something and every change of it until somebody interrupts, which is no failure. A server that goes away is waited for.
 * @throws RedhookError whatever the first look meets
 */
export async function watch<T>({ deps }: Session, client: Client, { read, view, events }: Watched<T>): Promise<void> {
  const { signal } = deps
  const first = await read()
  using shown = view
  shown.show(first)
  const changes = listenForChanges(client, events, signal)
  try {
    for (;;) {
      await changes.next()
      await look(read, shown)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function look<T>(read: () => Promise<T>, view: View<T>): Promise<void> {
  try {
    view.show(await read())
  } catch (error) {
    if (!isAway(error)) throw error
    view.away()
  }
}
