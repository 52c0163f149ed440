import type { State } from '../../../core/deployment/deployment.ts'
import type { IconName } from '../parts/icon.tsx'

/** How a state is told: its word, its drawing, its hue. */
export interface StateWords {
  readonly word: string
  readonly icon: IconName
  readonly tone: Tone
}

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'still'

/** Every state of a deployment. */
export const stateWords: Readonly<Record<State, StateWords>> = {
  queued: { word: 'Queued', icon: 'dots', tone: 'busy' },
  running: { word: 'Running', icon: 'run', tone: 'busy' },
  succeeded: { word: 'Succeeded', icon: 'check', tone: 'good' },
  skipped: { word: 'Skipped', icon: 'skip', tone: 'still' },
  failed: { word: 'Failed', icon: 'cross', tone: 'bad' },
  rolled_back: { word: 'Rolled back', icon: 'back', tone: 'warn' },
  superseded: { word: 'Superseded', icon: 'over', tone: 'still' },
  cancelled: { word: 'Cancelled', icon: 'stop', tone: 'still' },
}
