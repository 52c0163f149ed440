import type { App, PreviewSettings } from '../../core/app.ts'
import type { Cause } from '../../core/deployment/deployment.ts'
import { RedhookError } from '../../core/errors.ts'
import type { PreviewApp } from '../../core/preview/is-preview.ts'
import type { Disk } from '../ports/disk.ts'
import type { Docker } from '../ports/docker.ts'
import type { Git } from '../ports/git.ts'
import type { SyncRequest, Tip } from '../sync-request.ts'
import { type GuardPorts, guardDocker } from './guard-docker.ts'
import { fetchPreview, writePreviewEnv } from './sync-preview.ts'

/** What is other about the deployment of a preview. */
export interface PreviewRuns {
  /** Docker that runs nothing but what was judged. */
  docker(app: PreviewApp): Docker
  /** Git that leaves what a fork points to elsewhere where it is. */
  git(app: PreviewApp): Git
  /** The commit that may run, in the preview's own checkout. */
  fetch(app: PreviewApp, cause: Cause, request: SyncRequest): Promise<Tip>
  /** What is left to do once the checkout is moved. */
  prepare(app: PreviewApp): Promise<void>
}

export interface PreviewRunsPorts extends Omit<GuardPorts, 'docker' | 'prepare'> {
  readonly docker: Docker
  readonly git: Git
  readonly disk: Pick<Disk, 'replace' | 'realPath'>
  /** An app of the registry in force. */
  findApp(name: string): App | undefined
}

/** Puts together what deployments of previews need. */
export function createPreviewRuns(ports: PreviewRunsPorts): PreviewRuns {
  const { git, store, findApp, disk } = ports
  const settingsOf = ({ preview }: PreviewApp): PreviewSettings => {
    const settings = findApp(preview.of)?.previews
    if (settings === undefined) throw noPreviews(preview.of)
    return settings
  }
  const prepare = async (app: PreviewApp): Promise<void> => {
    const { of, number, ref } = app.preview
    const preview = store.preview(of, number) ?? { ports: {}, headBranch: ref }
    await writePreviewEnv(app, settingsOf(app), preview, disk)
  }
  return {
    docker: app => guardDocker(app, settingsOf(app), { ...ports, prepare: () => prepare(app) }),
    git: app =>
      app.preview.isFork ? { ...git, settle: async () => undefined, requireLfs: async () => undefined } : git,
    async fetch(app, cause, request) {
      if (cause.kind === 'request' && cause.ref !== undefined) throw headAlone(app)
      const url = app.url ?? (await originOf(findApp(app.preview.of), git))
      const from = url === undefined ? app : { ...app, url }
      return fetchPreview(from, request)
    },
    prepare,
  }
}

/** Where the app itself is cloned from. */
const originOf = async (app: App | undefined, git: Git): Promise<string | undefined> =>
  app === undefined ? undefined : git.remoteUrl(app)

const noPreviews = (app: string) =>
  new RedhookError(`${app} has no previews any more`, {
    code: 'PREVIEW_REFUSED',
    hint: 'Nothing is left to do: what there is of it is removed.',
  })

const headAlone = ({ name, preview }: PreviewApp) =>
  new RedhookError(`${name} is the preview of pull request ${preview.number}, and runs its head alone`, {
    code: 'PREVIEW_REFUSED',
    hint: `Leave ref out: redhook deploy ${name}.`,
  })
