import { join } from 'node:path'
import type { App, Hook, PreviewSettings } from '../app.ts'
import { projectName } from '../app.ts'
import { previewAddress } from './preview-name.ts'

/** What of a pull request shapes the app of its preview. */
export interface PreviewFacts {
  readonly number: number
  readonly name: string
  readonly repository: string
  readonly base: string
  readonly headBranch: string
  readonly head: string
  readonly isFork: boolean
  readonly ports: Readonly<Record<string, number>>
}

export interface PreviewPlaces {
  /** `data/previews`, absolute. */
  readonly folder: string
  readonly publicUrl?: string
}

/** The files of a preview: its checkout, and the Compose file that is run. */
export const previewFiles = (folder: string, app: string, number: number) => ({
  checkout: join(folder, app, String(number)),
  compose: join(folder, app, `${number}.compose.json`),
})

/**
 * The app that a preview is: as the one it belongs to, but in a checkout and a Compose project of its own, and without anything that
 * leaves these: no variables of the app, no hooks on this machine, no further inputs, no notifications, nothing that deploys it by itself.
 */
export function previewApp(app: App, settings: PreviewSettings, facts: PreviewFacts, places: PreviewPlaces): App {
  const { number, name, repository, head, isFork, ports } = facts
  const path = previewFiles(places.folder, app.name, number).checkout
  const color = settings.color ?? 'none'
  const project = projectName({ name }, settings.color)
  const url = previewAddress(settings.url, places.publicUrl, { number, port: ports.main, project })
  const { pollMs, previews, checks, forkLabel, detour, lock, stamp, command, self, branch, ...same } = app
  return {
    ...same,
    name,
    repository,
    path,
    lane: path,
    branch: facts.base,
    sync: 'reset',
    color,
    environment: {},
    watch: [],
    before: app.before.filter(isInside),
    after: app.after.filter(isInside),
    health: { timeoutMs: app.health.timeoutMs },
    versions: 1,
    removeOrphans: true,
    notify: [],
    on: [],
    report: { ...app.report, plan: false, environment: name, ...(url === undefined ? {} : { url }) },
    preview: { of: app.name, number, ref: pullRequestRef(app.provider, facts), head, isFork },
  }
}

/** A hook in a container of the preview; one on this machine would run what the pull request brought. */
const isInside = (hook: Hook): boolean => 'service' in hook

/** The ref under which the forge has the head; of those without any such ref, the branch itself, which no fork has. */
export function pullRequestRef(
  provider: App['provider'],
  { number, headBranch }: Pick<PreviewFacts, 'number' | 'headBranch'>,
): string {
  switch (provider) {
    case 'github':
    case 'gitea':
    case 'forgejo':
    case 'gogs':
      return `refs/pull/${number}/head`
    case 'gitlab':
      return `refs/merge-requests/${number}/head`
    case 'bitbucket-dc':
      return `refs/pull-requests/${number}/from`
    case 'bitbucket':
    case 'azure':
      return `refs/heads/${headBranch}`
    default:
      return provider satisfies never
  }
}

/** Whether the forge has the head of a fork in the repository itself. */
export const hasRefsOfForks = (provider: App['provider']): boolean => provider !== 'bitbucket' && provider !== 'azure'

/** The variables of a preview's `.env`: those of `previews.env`, and what tells it who it is. Nothing of the app's own. */
export function previewVariables(
  app: App,
  settings: PreviewSettings,
  facts: Pick<PreviewFacts, 'ports' | 'headBranch'>,
) {
  const port = facts.ports.main
  return {
    ...settings.env,
    PREVIEW: 'true',
    PREVIEW_NUMBER: String(app.preview?.number ?? ''),
    PREVIEW_BRANCH: facts.headBranch,
    PREVIEW_PROJECT: projectName(app, settings.color),
    ...(port === undefined ? {} : { PREVIEW_PORT: String(port) }),
    ...(app.report.url === undefined ? {} : { PREVIEW_URL: app.report.url }),
  }
}
