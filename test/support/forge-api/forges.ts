import type { ProvidersInput } from '../../../src/config/provider-schema.ts'
import type { ProviderName } from '../../../src/core/provider.ts'
import { createProviderHouse } from '../provider-house.ts'
import { azureApi } from './azure.ts'
import { bitbucketApi } from './bitbucket.ts'
import { bitbucketDcApi } from './bitbucket-dc.ts'
import { giteaApi } from './gitea.ts'
import { gitlabApi } from './gitlab.ts'
import type { ForgeApi } from './route.ts'
import { serveForgeApi } from './serve.ts'

const head = 'c'.repeat(40)
const base = 'b'.repeat(40)

/** A forge other than GitHub, its API as published, and a repository there. */
export interface ForgeSample {
  readonly forge: Exclude<ProviderName, 'github'>
  readonly repository: string
  api(token: string): ForgeApi
  /** An open pull request as the forge lists it; undefined: it lists none. */
  readonly pull?: (number: number, isFork: boolean) => object
}

const gitea = (forge: 'gitea' | 'forgejo' | 'gogs'): ForgeSample => ({
  ...{ forge, repository: 'acme/shop', api: token => giteaApi(forge, token) },
  ...(forge === 'gogs' ? {} : { pull: giteaPull }),
})

/** Every forge but GitHub. */
export const forgeSamples: readonly ForgeSample[] = [
  {
    ...{ forge: 'gitlab', repository: 'acme/tools/shop', api: gitlabApi },
    pull: (iid, isFork) => ({
      ...{ iid, title: `Change ${iid}`, web_url: 'https://forge/1', author: { username: 'ada' }, labels: ['preview'] },
      ...{ target_branch: 'main', source_branch: `change-${iid}`, sha: head, draft: false },
      ...{ target_project_id: 1, source_project_id: isFork ? 2 : 1 },
    }),
  },
  ...(['gitea', 'forgejo', 'gogs'] as const).map(gitea),
  {
    ...{ forge: 'bitbucket', repository: 'acme/shop', api: bitbucketApi },
    pull: (id, isFork) => ({
      ...{ id, title: `Change ${id}`, links: { html: { href: 'https://forge/1' } }, author: { nickname: 'ada' } },
      source: {
        ...{ branch: { name: `change-${id}` }, commit: { hash: head.slice(0, 12) } },
        repository: isFork ? null : { full_name: 'acme/shop' },
      },
      destination: {
        ...{ branch: { name: 'main' }, commit: { hash: base.slice(0, 12) } },
        repository: { full_name: 'acme/shop' },
      },
    }),
  },
  {
    ...{ forge: 'bitbucket-dc', repository: 'ACME/shop', api: bitbucketDcApi },
    pull: (id, isFork) => ({
      ...{
        id,
        title: `Change ${id}`,
        author: { user: { name: 'ada' } },
        links: { self: [{ href: 'https://forge/1' }] },
      },
      fromRef: { displayId: `change-${id}`, latestCommit: head, repository: { id: isFork ? 2 : 1 } },
      toRef: { displayId: 'main', latestCommit: base, repository: { id: 1 } },
    }),
  },
  {
    ...{ forge: 'azure', repository: 'acme/Web Team/shop', api: azureApi },
    pull: (pullRequestId, isFork) => ({
      ...{ pullRequestId, title: `Change ${pullRequestId}`, createdBy: { uniqueName: 'ada' } },
      ...{ sourceRefName: `refs/heads/change-${pullRequestId}`, targetRefName: 'refs/heads/main' },
      ...{ lastMergeSourceCommit: { commitId: head }, ...(isFork ? { forkSource: { repository: {} } } : {}) },
    }),
  },
]

function giteaPull(number: number, isFork: boolean): object {
  return {
    ...{ number, title: `Change ${number}`, html_url: 'https://forge/1', user: { login: 'ada' }, labels: null },
    base: { ref: 'main', sha: base, repo_id: 1 },
    head: { ref: `change-${number}`, sha: head, repo_id: isFork ? 2 : 1 },
  }
}

/** The forge on the loopback, and the real adapters that know it by this token. */
export async function openForge(
  { forge, repository, api }: ForgeSample,
  { token = 'a-token-for-tests', limitMs = 10_000 } = {},
) {
  const made = api('a-token-for-tests')
  const served = await serveForgeApi(made)
  const providers: ProvidersInput = { [forge]: { url: served.url, apiUrl: `${served.url}${made.base}`, token } }
  const house = createProviderHouse(providers, limitMs)
  return {
    ...{ served, providers, house, api: house.api, state: made.state, refusal: made.refusal },
    at: { provider: forge, name: repository },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  }
}
