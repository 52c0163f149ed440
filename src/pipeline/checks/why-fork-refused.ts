import type { App } from '../../core/app.ts'
import { concernsLabel } from '../../core/delivery/concerns-label.ts'
import type { PullRequest } from '../../core/delivery/meaning.ts'
import { formatName } from '../../core/delivery/repository-name.ts'
import { whyRefused } from '../../core/preview/why-refused.ts'
import type { CheckStore } from '../ports/check-store.ts'
import type { ProviderApi } from '../ports/provider-api.ts'

export interface ForkPorts {
  readonly store: Pick<CheckStore, 'checks'>
  readonly providers: Pick<ProviderApi, 'mayWrite'>
}

/**
 * Why the head of a fork may not be checked; undefined where this very event let it through: somebody who may write to the repository put the
 * label on the head that was known before. @throws RedhookError where the forge could not be asked
 */
export async function whyForkRefused(app: App, event: PullRequest, ports: ForkPorts): Promise<string | undefined> {
  const approved = (await letsThrough(app, event, ports)) ? event.head.commit : undefined
  return whyRefused(
    { isFork: true, head: event.head.commit, ...(approved === undefined ? {} : { approved }) },
    app.forkLabel,
  )
}

async function letsThrough(app: App, event: PullRequest, { store, providers }: ForkPorts): Promise<boolean> {
  const { action, sender, number, head, repository } = event
  if (action !== 'labeled' || app.forkLabel === undefined || sender === undefined) return false
  if (!concernsLabel(event, app.forkLabel)) return false
  const [known] = store.checks({ app: app.name, number, limit: 1 })
  if (known !== undefined && known.commit !== head.commit) return false
  return (await providers.mayWrite({ provider: app.provider, name: formatName(repository) }, sender)) === true
}
