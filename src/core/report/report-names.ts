import type { App } from '../app.ts'

/** What names an app at its forge. */
export type NamedApp = Pick<App, 'name' | 'preview'> & { readonly report: Pick<App['report'], 'environment'> }

/** What else than the deployment of a branch a status can be of. */
export type StatusPart = 'preview' | 'checks' | 'plan'

/**
 * The context of a commit status: `redhook/shop`, `redhook/shop/checks`. It is the same for every pull request, so that a branch rule can ask
 * for it.
 */
export const statusContext = (app: string, part?: StatusPart): string =>
  part === undefined ? `redhook/${app}` : `redhook/${app}/${part}`

/** The context of the deployments of an app, or of a preview. */
export const deploymentContext = ({ name, preview }: NamedApp): string =>
  preview === undefined ? statusContext(name) : statusContext(preview.of, 'preview')

/** The name of the check run that tells of the same. */
export const checkRunName = ({ name, preview }: NamedApp): string =>
  preview === undefined ? `deploy ${name}` : `preview ${preview.of}`

/** The environment that an app is at its forge: `shop`, or as configured; `pr-12/shop` for a preview. */
export const environmentName = ({ name, report, preview }: NamedApp): string =>
  preview === undefined ? (report.environment ?? name) : `pr-${preview.number}/${preview.of}`
