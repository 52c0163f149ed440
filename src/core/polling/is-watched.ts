import type { App } from '../app.ts'

/** Without `poll` a remote is asked so often, in case a delivery got lost, in milliseconds. */
export const lostEveryMs = 3_600_000

/** Whether a new tip of the app's branch is to be deployed at all: only where a push would be. */
export const isWatched = ({ on, self, preview }: Pick<App, 'on' | 'self' | 'preview'>): boolean =>
  preview === undefined && self !== 'skip' && on.some(trigger => trigger.on === 'push')

/** How often the tip of the app's branch is asked for, in milliseconds. */
export const watchEveryMs = ({ pollMs }: Pick<App, 'pollMs'>): number => Math.min(pollMs ?? lostEveryMs, lostEveryMs)
