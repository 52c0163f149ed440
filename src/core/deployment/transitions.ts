import type { State } from './deployment.ts'

const moves: Readonly<Record<State, readonly State[]>> = {
  queued: ['running', 'superseded', 'cancelled'],
  running: ['queued', 'succeeded', 'skipped', 'failed', 'rolled_back', 'superseded', 'cancelled'],
  succeeded: [],
  skipped: [],
  failed: [],
  rolled_back: [],
  superseded: [],
  cancelled: [],
}

/** Whether a deployment in state `from` may go to `to`. A running one is superseded when it would wait again behind a newer push. */
export const mayMove = (from: State, to: State): boolean => moves[from].includes(to)

/** The states from which a deployment may go to `to`. */
export const mayComeFrom = (to: State): readonly State[] =>
  (Object.keys(moves) as State[]).filter(from => mayMove(from, to))
