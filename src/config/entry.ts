import path from 'node:path'
import type { AppInput, DefaultsInput } from './app-schema.ts'
import type { Mistake } from './locate.ts'
import type { FieldPath } from './problem.ts'
import { realPath } from './real-path.ts'

/** An app of the registry on its way to become an `App`: valid by itself, not yet checked against the others. */
export interface Entry {
  /** Where it stands in the registry. */
  readonly at: FieldPath
  /** The repository's key as written. */
  readonly repository: string
  readonly name: string
  /** As the app itself has it, without `defaults`. */
  readonly own: AppInput
  /** With `defaults`. */
  readonly input: AppInput
  /** Absolute path of the checkout. */
  readonly checkout: string
  readonly lane: string
}

/** Takes note of a mistake. */
export type Report = (mistake: Mistake) => void

/** A rule between apps. */
export type Check = (entries: readonly Entry[], report: Report) => void

export interface EntrySource {
  readonly at: FieldPath
  readonly repository: string
  readonly own: AppInput
}

/** Joins an app with the defaults and finds its checkout. Relative paths count from `folder`. */
export function createEntry({ at, repository, own }: EntrySource, defaults: DefaultsInput, folder: string): Entry {
  const checkout = path.resolve(folder, own.path)
  const name = own.project ?? repository.slice(repository.lastIndexOf('/') + 1).toLowerCase()
  return { at, repository, name, own, input: withDefaults(own, defaults), checkout, lane: realPath(checkout) }
}

/** What the app says beats the defaults; maps are joined key by key, lists are not. */
const withDefaults = (own: AppInput, defaults: DefaultsInput): AppInput => ({
  ...defaults,
  ...own,
  build: { ...defaults.build, ...own.build },
  environment: { ...defaults.environment, ...own.environment },
  health: { ...defaults.health, ...own.health },
  timeouts: { ...defaults.timeouts, ...own.timeouts },
})
