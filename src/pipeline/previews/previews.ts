import { concernsLabel } from '../../core/delivery/concerns-label.ts'
import { formatName } from '../../core/delivery/repository-name.ts'
import { hearPullRequest, previewBases } from '../../core/preview/hear-pull-request.ts'
import { hasPreviews } from '../../core/preview/is-preview.ts'
import type { Preview } from '../../core/preview/preview.ts'
import { hasRefsOfForks } from '../../core/preview/preview-app.ts'
import { previewUnknown } from '../../core/preview/preview-unknown.ts'
import type { HandlePullRequest } from '../hand-on.ts'
import type { ProviderApi } from '../ports/provider-api.ts'
import { type CommentPorts, startComments } from './comments.ts'
import type { Hear } from './compare-open.ts'
import { createKeeper, type KeeperPorts } from './keeper.ts'
import { type ReconcilePorts, startReconciling } from './reconcile.ts'
import { type RetirePorts, retirePreview } from './retire-preview.ts'
import type { Roster } from './roster.ts'

export type PreviewsPorts = KeeperPorts &
  ReconcilePorts &
  CommentPorts &
  RetirePorts & {
    readonly roster: Roster
    readonly providers: Pick<ProviderApi, 'mayWrite' | 'openPullRequests'>
  }

/** The previews of pull requests. Disposing ends what is under way; the next start goes on with it. */
export interface Previews extends AsyncDisposable {
  /** Acts on an event of a pull request; the same one twice does no harm. */
  readonly handlePullRequest: HandlePullRequest
  /** Those that are not gone, newest first. */
  list(app?: string): Preview[]
  /**
   * Removes a preview because a person wants it; the next push brings it back. Resolves when that is written down, not when it is done.
   * @throws RedhookError PREVIEW_UNKNOWN
   */
  remove(app: string, number: number, by: string): Preview
  /** The registry is another one. */
  onRegistry(): void
}

/** Puts together who hears of pull requests, who deploys, removes and reconciles. */
export function startPreviews(ports: PreviewsPorts): Previews {
  const comments = startComments(ports)
  const onChange = (preview: Preview) => {
    comments.look(preview)
    retirePreview(preview, ports)
  }
  const keeper = createKeeper({ ...ports, onChange })
  const hear = createHear(ports, keeper.put)
  const reconciling = startReconciling({ ...ports, keeper, hear })
  return {
    async handlePullRequest(_delivery, meaning, apps) {
      if (!apps.some(hasPreviews)) return
      await ports.settled()
      for (const { name } of apps) await hear(ports.roster.find(name), meaning)
    },
    list: app => ports.store.previews(app === undefined ? {} : { app }),
    remove(app, number, by) {
      const preview = ports.store.preview(app, number)
      if (preview === undefined || preview.state === 'gone') throw previewUnknown(app, number)
      keeper.put({
        ...preview,
        state: 'removing',
        removedBy: by,
        reason: `Removed by ${by}; the next push brings it back.`,
      })
      return ports.store.preview(app, number) ?? preview
    },
    onRegistry: reconciling.look,
    async [Symbol.asyncDispose]() {
      comments[Symbol.dispose]()
      await reconciling[Symbol.asyncDispose]()
      await keeper[Symbol.asyncDispose]()
    },
  }
}

const createHear =
  ({ store, clock, providers, log }: PreviewsPorts, put: (preview: Preview) => void): Hear =>
  async (app, event) => {
    if (app === undefined || !hasPreviews(app)) return
    const { forkLabel, branch, provider } = app
    const isLabel =
      event.isFork && forkLabel !== undefined && concernsLabel(event, forkLabel) && event.action === 'labeled'
    const repository = { provider, name: formatName(event.repository) }
    // The label itself could be anybody's who may triage.
    const mayWrite =
      isLabel && event.sender !== undefined && (await providers.mayWrite(repository, event.sender)) === true
    const next = hearPullRequest(event, {
      app: app.name,
      known: store.preview(app.name, event.number),
      bases: previewBases(branch, store.previews({ app: app.name })),
      forkLabel: hasRefsOfForks(provider) ? forkLabel : undefined,
      mayWrite,
      now: clock.now(),
    })
    if (isLabel && !mayWrite)
      log.warn(
        { app: app.name, number: event.number, by: event.sender },
        'the label of somebody who may not write, or who is not known to, lets nothing run',
      )
    if (next !== undefined) put(next)
  }
