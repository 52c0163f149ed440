import type { Actor } from '../core/access/actor.ts'

/** What handlers know of a request beyond the request itself. */
export interface HttpVariables {
  /** Who asks; set before any handler of the API and the dashboard runs. */
  actor: Actor
  /** What a handler that changes something did, for the audit trail: set it as soon as it is known. */
  audit: Audited | undefined
  /** Whether who asked may still: for answers that go on. Absent where nothing can end it. */
  mayStill: (() => boolean) | undefined
}

export interface Audited {
  /** The operation's name, such as `lockApp`. */
  readonly action: string
  readonly target?: string
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/** The environment of every Hono app here: `new Hono<HttpEnv>()`. */
export interface HttpEnv {
  Variables: HttpVariables
}
