import { isProviderName } from '../provider.ts'
import { judgeMeaning } from './judge-meaning.ts'
import type { Judged, JudgeFacts, Origin, Understood } from './judged.ts'
import { parseFullName } from './repository-name.ts'

/** What is kept of a delivery: enough to decide on it again. */
export interface KeptDelivery {
  /** `github`, or `github/<owner>/<name>`. */
  readonly hook: string
  readonly event: string
  readonly status?: 'queued' | 'ignored' | 'pong'
  readonly repository?: string
  readonly ref?: string
  readonly before?: string
  readonly after?: string
  readonly deleted?: boolean
  readonly forced?: boolean
  readonly pusher?: string
  readonly meaning?: Understood
}

/** Where a kept delivery came in: the forge, and the repository whose own URL it was. */
export function hookOf(hook: string): Origin {
  const slash = hook.indexOf('/')
  const provider = slash < 0 ? hook : hook.slice(0, slash)
  const own = slash < 0 ? undefined : parseFullName(hook.slice(slash + 1))
  return { provider: isProviderName(provider) ? provider : 'github', ...(own === undefined ? {} : { own }) }
}

/** Decides again on a delivery that was authentic when it came; undefined where it could not be understood then. */
export function judgeKept(kept: KeptDelivery, facts: JudgeFacts): Judged | undefined {
  const meaning = kept.meaning ?? meaningOf(kept)
  return meaning && judgeMeaning(hookOf(kept.hook), kept.event, meaning, facts)
}

function meaningOf(kept: KeptDelivery): Understood | undefined {
  const { event, repository: name, ref, status } = kept
  const repository = name === undefined ? undefined : (parseFullName(name) ?? { name })
  if (event === 'ping' || status === 'pong') return { kind: 'ping', ...(repository && { repository }) }
  if (repository !== undefined && ref !== undefined) {
    const { before, after, pusher, deleted = false, forced = false } = kept
    const hashes = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
    return {
      kind: 'push',
      repository,
      refs: [{ ref, deleted, forced, ...hashes }],
      ...(pusher === undefined ? {} : { pusher }),
    }
  }
  return event === 'push' ? undefined : { kind: 'other', ...(repository && { repository }) }
}
