/** What is to be done, and why, in words a person reads. Pure data: stored, printed, shown. */
export interface Plan {
  /** `skip`: no Compose command at all. `up`: `up -d` without building. `build`: build the services that say so, then `up -d`. */
  readonly action: 'skip' | 'up' | 'build'
  /** What holds for the whole project, most telling first; at least one. */
  readonly reasons: readonly Reason[]
  /** One for each service of the model, in its order; none for a `command` app, and where the model was not needed. */
  readonly services: readonly ServicePlan[]
  /** Services that ran and left the Compose files: removed with `removeOrphans`, else only reported. */
  readonly orphans?: readonly string[]
  /** Builds that somebody overruled: the next deployment that may build owes them. */
  readonly overruled?: readonly OverruledBuild[]
  /** What a person should know though it changed nothing. */
  readonly warnings: readonly string[]
  /** The diff base, the commit last deployed successfully to this project. */
  readonly base?: string
  readonly tip: string
  /** Changed paths that counted, relative to the repository's root; capped, see `changedTotal`. */
  readonly changed: readonly string[]
  readonly changedTotal: number
}

/**
 * What happens to a service. `build`: its image is built, and its containers replaced if the image came out different. `recreate`:
 * its containers are replaced. `restart`: they are started again. `leave`: they keep their id and uptime.
 */
export interface ServicePlan {
  readonly service: string
  readonly action: 'build' | 'recreate' | 'restart' | 'leave'
  /** At least one; for `leave`, why nothing is needed. */
  readonly reasons: readonly Reason[]
  /** With `recreate` or `build`: the containers are replaced even where Compose sees no difference (a config file's content). */
  readonly isForced?: true
  /** With `build`: the service whose build is the same; it is built once, and this one's image named after it. */
  readonly sameBuildAs?: string
}

export interface OverruledBuild {
  readonly service: string
  readonly reason: Reason
}

/** One reason: the rule that spoke, the evidence it spoke on (a path, a name), and the sentence. */
export interface Reason {
  readonly rule: Rule
  readonly evidence?: string
  readonly text: string
  /** So much more of the same kind was found and is not listed; the text says so, too. */
  readonly more?: number
}

export type Rule =
  // the whole project
  | 'first'
  | 'base-gone'
  | 'color-changed'
  | 'compose-pick'
  | 'compose-version'
  | 'marker'
  | 'request'
  | 'rollback'
  | 'changed'
  | 'not-running'
  | 'nothing-changed'
  | 'known-bad'
  | 'ignored'
  | 'branch-gone'
  | 'command'
  // a service
  | 'trigger'
  | 'context'
  | 'dockerfile'
  | 'build-changed'
  | 'build-secret'
  | 'uses-image'
  | 'image-missing'
  | 'same-build'
  | 'scope'
  | 'overruled'
  | 'failed-before'
  | 'unsure'
  | 'new-service'
  | 'definition'
  | 'env-file'
  | 'config-file'
  | 'mounted-file'
  | 'mounted-folder'
  | 'folder-replaced'
  | 'dependency'
  | 'untouched'

/** The most changed paths a stored plan names. */
export const changedCap = 200
