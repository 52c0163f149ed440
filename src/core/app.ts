import type { DetourHold, LockHold } from './hold/hold.ts'
import type { Subscription } from './notice/kinds.ts'
import type { ProviderName } from './provider.ts'

/** One deployable: a repository × branch × checkout × Compose project. Its name is its `project`. */
export interface App {
  /** `project` of the registry: names the app everywhere, and the Compose project after the color. */
  readonly name: string
  /** The registry's key as written, `owner/name`, or a star for any owner. */
  readonly repository: string
  /** Absolute path of the checkout, as configured. */
  readonly path: string
  /** What two apps share if and only if they share a checkout: its real path. */
  readonly lane: string
  /** The app's folder in the checkout, relative, `.` for its root. */
  readonly dir: string
  readonly url?: string
  readonly deployKey?: string
  readonly knownHosts?: string
  /** As configured; without it the branch checked out at `path`, or the remote's default for a clone. */
  readonly branch?: string
  readonly sync: 'pull' | 'reset'
  readonly color: ColorSetting
  /** `env` picks by `DEBUG` in the app's `.env`; a list is taken as it is, relative to `dir`. */
  readonly compose: 'env' | readonly string[]
  readonly profiles: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly pull: 'missing' | 'always'
  readonly build: {
    readonly triggers: readonly string[]
    /** `changed`: only the services that the change touches; `all`: once one is built, every buildable service. */
    readonly scope: 'changed' | 'all'
    readonly marker: string
  }
  /** Further files git does not track that count as inputs, relative to `dir`. */
  readonly watch: readonly string[]
  /** Globs; a push that changes nothing else is skipped. Relative to the repository's root. */
  readonly ignore: readonly string[]
  /** Services to restart when a changed file reaches them through a mounted folder. */
  readonly restart: readonly string[]
  readonly health: { readonly timeoutMs: number; readonly url?: string }
  readonly timeouts: StepTimeouts
  /** Whether the last good version is put back when the new one fails. */
  readonly rollback: boolean
  /** So many good versions have their images kept, the running one among them. */
  readonly versions: number
  readonly before: readonly Hook[]
  readonly after: readonly Hook[]
  /** Instead of Compose: command lines run in `dir`, one after another. */
  readonly command?: readonly (readonly string[])[]
  readonly self?: SelfSetting
  readonly removeOrphans: boolean
  /** A file, relative to `dir`, that gets time and commit after success. */
  readonly stamp?: string
  /** Who hears of it. */
  readonly notify: readonly Subscription[]
  /** The forge that the repository lies at: deliveries of another one are not for this app. */
  readonly provider: ProviderName
  /** What deploys it by itself; empty: people alone. */
  readonly on: readonly Trigger[]
  /** How often the remote is asked for its tip, in milliseconds; absent: only now and then, in case a push got lost. */
  readonly pollMs?: number
  /** What the forge is told of its deployments. */
  readonly report: ReportSettings
  /** Each pull request gets a Compose project of its own. */
  readonly previews?: PreviewSettings
  /** The steps of `.redhook.yml` are run for each pull request. */
  readonly checks?: CheckSettings
  /** The label that lets the pull request of a fork run, at that head commit alone; absent: never. */
  readonly forkLabel?: string
  /** Set for an app that is not in the registry but is the preview of a pull request. */
  readonly preview?: PreviewOf
  /** Set while another branch is followed than the usual one: `branch` is that one. */
  readonly detour?: DetourHold
  /** Set while the app is not deployed. */
  readonly lock?: LockHold
}

/** An event that deploys an app. */
export type Trigger =
  | { readonly on: 'push' }
  /** A tag whose name matches the glob was pushed: that tag is deployed. */
  | { readonly on: 'tag'; readonly pattern: string }
  /** A pull request was merged into the app's branch. */
  | { readonly on: 'merge' }
  /** A release was published: its tag is deployed. */
  | { readonly on: 'release'; readonly prereleases: boolean }
  /** The checks of a commit of the app's branch succeeded: that commit is deployed. Without a name: whichever checks. */
  | { readonly on: 'checks'; readonly name?: string }
  /** An image was published: pulled and deployed. Without a name: whichever image of the repository. */
  | { readonly on: 'package'; readonly name?: string }

export interface ReportSettings {
  readonly statuses: boolean
  readonly deployments: boolean
  readonly checkRuns: boolean
  /** A status on pull requests that says what merging would do here. */
  readonly plan: boolean
  /** The environment's name at the forge; the app's name where it is absent. */
  readonly environment?: string
  /** Where people find the app; `environment_url` at GitHub. */
  readonly url?: string
}

export interface PreviewSettings {
  /** The variables of a preview's `.env`: nothing of the app's own. */
  readonly env: Readonly<Record<string, string>>
  /** So many live at once. */
  readonly limit: number
  /** One is removed when nothing was pushed to it for so long, in milliseconds. */
  readonly maxAgeMs: number
  /** Ports of this machine that previews publish at, both included. */
  readonly ports: { readonly from: number; readonly to: number }
  /** How people reach one; `{number}`, `{port}` and `{project}` are filled in. */
  readonly url?: string
  readonly color?: Color
  /** Keys of a Compose model that are let through beside the usual ones, such as `services.*.privileged`. */
  readonly allow: readonly string[]
}

export interface CheckSettings {
  /** The most that one check may take, in milliseconds, whatever `.redhook.yml` says. */
  readonly timeoutMs: number
  readonly memoryBytes: number
  readonly cpus: number
}

/** Which pull request an app is the preview of. */
export interface PreviewOf {
  /** The app whose pull request it is. */
  readonly of: string
  readonly number: number
  /** What is fetched: `refs/pull/12/head`. */
  readonly ref: string
  /** The only commit that may run; for a fork the one that was let through. */
  readonly head: string
  readonly isFork: boolean
}

/** `color` as the registry has it: read `COLOR` from the app's `.env`, fixed, or no prefix at all. */
export type ColorSetting = 'env' | Color | 'none'

export type Color = 'red' | 'blue'

/** How long each step may take, in milliseconds. */
export interface StepTimeouts {
  readonly syncMs: number
  readonly buildMs: number
  readonly upMs: number
  readonly beforeMs: number
  readonly afterMs: number
}

/** A command of `before` or `after`: on the host, or inside a service of the project. */
export type Hook = { readonly run: readonly string[] } | { readonly service: string; readonly run: readonly string[] }

/** Redhook's own repository: leave it alone, or build it anew and restart into it (systemd only). */
export type SelfSetting = 'skip' | { readonly restart: true; readonly build: readonly (readonly string[])[] }

/** The Compose project of an app under a color: the color and the name with nothing between. */
export const projectName = (app: Pick<App, 'name'>, color: Color | undefined): string => `${color ?? ''}${app.name}`
