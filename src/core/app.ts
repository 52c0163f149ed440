import type { DetourHold, LockHold } from './hold/hold.ts'
import type { Subscription } from './notice/kinds.ts'

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
  /** Set while another branch is followed than the usual one: `branch` is that one. */
  readonly detour?: DetourHold
  /** Set while the app is not deployed. */
  readonly lock?: LockHold
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
