import type { App } from '../app.ts'

/** Something that a git which did not come to its end left in a checkout. */
export interface Leftover {
  readonly kind: 'lock' | 'rebase' | 'merge' | 'cherry-pick' | 'revert' | 'am'
  /** Absolute path of the lock, or of the file or folder that tells of the operation. */
  readonly path: string
  readonly ageMs: number
  /** A living git process that works on the checkout. */
  readonly pid?: number
  /** There may be such processes that Redhook cannot see, since they belong to another user. */
  readonly mayBeHidden: boolean
}

/** What is done about a leftover, and why. */
export interface LeftoverVerdict {
  readonly action: 'clear' | 'wait'
  readonly reason: string
}

/** After this long without a living git process, nobody is coming back to it: ten minutes. */
const oldMs = 10 * 60_000

/**
 * A lock whose git is gone is dead. A half-done operation may wait for a person who thinks about a conflict: under `pull`, which
 * never takes away local work, it has to be old as well.
 */
export function judgeLeftover(leftover: Leftover, sync: App['sync']): LeftoverVerdict {
  const { pid, ageMs, mayBeHidden, kind } = leftover
  if (pid !== undefined) return { action: 'wait', reason: `git process ${pid} works on it` }
  if (ageMs >= oldMs) return { action: 'clear', reason: `${formatAge(ageMs)} old, and no git works on it` }
  if (mayBeHidden)
    return { action: 'wait', reason: `${formatAge(ageMs)} old, and a git of another user may work on it` }
  if (kind !== 'lock' && sync === 'pull') return { action: 'wait', reason: `only ${formatAge(ageMs)} old` }
  return { action: 'clear', reason: 'no git works on it' }
}

/** A leftover as a person would call it. */
export const describeLeftover = ({ kind, path }: Pick<Leftover, 'kind' | 'path'>): string =>
  kind === 'lock' ? `The lock ${path}` : `A half-done ${kind}`

function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
