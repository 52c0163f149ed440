import type { App } from '../app.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { Standing } from './describe-state.ts'

/** What is looked at to tell a forge of a deployment. */
export interface Reported {
  readonly deployment: Deployment
  readonly app: Pick<App, 'name' | 'preview' | 'report' | 'lock'>
  /** Which kinds the forge takes from us. */
  readonly can: { readonly statuses: boolean; readonly deployments: boolean; readonly checkRuns: boolean }
  readonly publicUrl?: string
  /** What was live before, where the forge does not find out by itself that it is not any more. */
  readonly before?: { readonly deployment: number; readonly commit: string }
}

/** The same once it is known how it stands, and with which commit. */
export interface Subject extends Reported {
  readonly standing: Standing
  /** The one that is deployed, as far as is known. */
  readonly commit: string
  /** The one that a push named. */
  readonly promised?: string
}

interface Linked {
  readonly deployment: Pick<Deployment, 'id'>
  readonly publicUrl?: string
}

/** Redhook's own page of a deployment; undefined where people can't reach it. */
export const pageOf = ({ deployment, publicUrl }: Linked): string | undefined =>
  publicUrl === undefined ? undefined : `${publicUrl}/deployments/${deployment.id}`
