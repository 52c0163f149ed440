import type { App } from '../../core/app.ts'

/** One app for each checkout: apps that share one agree on everything about it. */
export const onePerLane = (apps: readonly App[]): App[] => [...new Map(apps.map(app => [app.lane, app])).values()]
