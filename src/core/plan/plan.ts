/** What is to be done, and why, in words a person reads. Pure data: stored, printed, shown. */
export interface Plan {
  /** `skip`: no Compose command at all. `up`: `up -d` without building. `build`: build every buildable service, then `up -d`. */
  readonly action: 'skip' | 'up' | 'build'
  readonly reasons: readonly Reason[]
  /** Reasons to build that somebody overruled: the next deployment that may build has them, too. */
  readonly overruled?: readonly Reason[]
  /** What a person should know though it changed nothing. */
  readonly warnings: readonly string[]
  /** The diff base, the commit last deployed successfully to this project. */
  readonly base?: string
  readonly tip: string
  /** Changed paths that counted, relative to the repository's root; capped, see `changedTotal`. */
  readonly changed: readonly string[]
  readonly changedTotal: number
}

/** One reason: the rule that spoke, the evidence it spoke on, and the sentence. */
export interface Reason {
  readonly rule:
    | 'first'
    | 'base-gone'
    | 'color-changed'
    | 'failed-before'
    | 'compose-changed'
    | 'compose-pick'
    | 'env-changed'
    | 'watch-changed'
    | 'environment-changed'
    | 'overruled'
    | 'trigger'
    | 'marker'
    | 'image-missing'
    | 'request'
    | 'changed'
    | 'not-running'
    | 'nothing-changed'
    | 'ignored'
    | 'branch-gone'
    | 'command'
  readonly evidence?: string
  readonly text: string
}

/** The most changed paths a stored plan names. */
export const changedCap = 200
