import { isRefusal, type Refusal, type StubAccess } from './github-stub-access.ts'
import { deliverTo } from './github-stub-hooks.ts'
import type { StubCheckRun, StubDeployment, StubHook, StubRepository, StubState } from './github-stub-state.ts'

/** A request that is known, allowed and well formed. */
export interface Asked {
  readonly state: StubState
  readonly access: StubAccess
  readonly repository: StubRepository
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  /** Who asks: the App, or a person. */
  readonly isApp: boolean
}

export type StubAnswer = readonly [status: number, body?: unknown]

const notFound: StubAnswer = [404, { message: 'Not Found' }]
const refused = ({ status, message }: Refusal): StubAnswer => [status, { message }]
const unprocessable = (message: string): StubAnswer => [
  422,
  { message: 'Validation Failed', errors: [{ message, resource: 'Stub', code: 'custom' }] },
]

/** What GitHub answers, by operation. */
export const stubAnswers: Readonly<Record<string, (asked: Asked) => StubAnswer | Promise<StubAnswer>>> = {
  'GET /user': () => [200, { login: 'redhook-bot', id: 1 }],
  'GET /app': ({ access }) => [200, { id: access.app().id, slug: 'redhook', permissions: access.app().permissions }],
  'GET /app/installations': ({ access }) => [200, [{ id: access.app().installation }]],
  'GET /repos/{owner}/{repo}': ({ repository: { id, full_name } }) => [200, { id, full_name }],
  'GET /repos/{owner}/{repo}/installation'({ access, repository }) {
    const { repositories, installation: id } = access.app()
    const isInstalled = repositories?.some(name => name.toLowerCase() === repository.full_name.toLowerCase()) ?? true
    return isInstalled ? [200, { id }] : notFound
  },
  'POST /app/installations/{installation_id}/access_tokens'({ access, body, parameters }) {
    if (Number(parameters.installation_id) !== access.app().installation) return notFound
    const minted = access.mint(body)
    if (isRefusal(minted)) return refused(minted)
    const { token, permissions, expiresAt } = minted
    return [
      201,
      { token, permissions, expires_at: new Date(expiresAt).toISOString(), repository_selection: 'selected' },
    ]
  },
  'POST /repos/{owner}/{repo}/statuses/{sha}'({ repository, parameters, body }) {
    const { state, context = 'default', description = null, target_url = null } = body
    if (!/^[0-9a-f]{40}$/.test(parameters.sha ?? '')) return unprocessable('No commit found for SHA')
    if (String(description ?? '').length > 140)
      return unprocessable('description is too long (maximum is 140 characters)')
    const status = { sha: parameters.sha, state, context, description, target_url }
    repository.statuses.push(status as never)
    return [201, { id: 1, ...status }]
  },
  'GET /repos/{owner}/{repo}/deployments': ({ repository, query }) => [
    200,
    page(
      repository.deployments
        .filter(one => ['sha', 'ref', 'task', 'environment'].every(key => matches(query, key, one)))
        .toReversed(),
      query,
    ),
  ],
  'POST /repos/{owner}/{repo}/deployments': createDeployment,
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': createDeploymentStatus,
  'POST /repos/{owner}/{repo}/check-runs'({ state, repository, body }) {
    const run = { conclusion: null, details_url: '', external_id: '', status: 'queued', ...body, id: state.nextId() }
    repository.checkRuns.push(run as unknown as StubCheckRun)
    return [201, run]
  },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'({ repository, parameters, body }) {
    const run = repository.checkRuns.find(({ id }) => String(id) === parameters.check_run_id)
    return run === undefined ? notFound : [200, Object.assign(run, body)]
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'({ repository, parameters, query }) {
    const runs = repository.checkRuns.filter(
      ({ head_sha, name }) => head_sha === parameters.ref && name === (query.get('check_name') ?? name),
    )
    return [200, { total_count: runs.length, check_runs: page(runs.toReversed(), query) }]
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ repository, parameters, query }) => [
    200,
    page(
      repository.comments.filter(({ number }) => String(number) === parameters.issue_number),
      query,
    ),
  ],
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'({ state, repository, parameters, body, isApp, access }) {
    const comment = {
      id: state.nextId(),
      number: Number(parameters.issue_number),
      body: String(body.body),
      user: { login: isApp ? 'redhook[bot]' : 'redhook-bot' },
      performed_via_github_app: isApp ? { id: access.app().id } : null,
    }
    repository.comments.push(comment)
    return [201, comment]
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'({ repository, parameters, body }) {
    const comment = repository.comments.find(({ id }) => String(id) === parameters.comment_id)
    return comment === undefined ? notFound : [200, Object.assign(comment, { body: String(body.body) })]
  },
  'GET /repos/{owner}/{repo}/pulls': ({ repository, query }) => [
    200,
    page(
      repository.pulls.filter(({ state }) => [state, 'all'].includes(query.get('state') ?? 'open')),
      query,
    ),
  ],
  'GET /repos/{owner}/{repo}/pulls/{pull_number}'({ repository, parameters }) {
    const pull = repository.pulls.find(({ number }) => String(number) === parameters.pull_number)
    return pull === undefined ? notFound : [200, pull]
  },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission'({ repository, parameters }) {
    const permission = repository.permissions.get(parameters.username ?? '') ?? 'read'
    return [200, { permission, role_name: permission, user: { login: parameters.username } }]
  },
  'GET /repos/{owner}/{repo}/hooks': ({ repository, query }) => [200, page(repository.hooks, query).map(shownHook)],
  'POST /repos/{owner}/{repo}/hooks': createHook,
  'DELETE /repos/{owner}/{repo}/hooks/{hook_id}'({ repository, parameters }) {
    const at = repository.hooks.findIndex(({ id }) => String(id) === parameters.hook_id)
    if (at === -1) return notFound
    repository.hooks.splice(at, 1)
    return [204]
  },
  async 'POST /repos/{owner}/{repo}/hooks/{hook_id}/pings'({ state, repository, parameters }) {
    const hook = repository.hooks.find(({ id }) => String(id) === parameters.hook_id)
    if (hook === undefined) return notFound
    await ping(state, repository, hook)
    return [204]
  },
  'GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries'({ repository, parameters, query }) {
    const hook = repository.hooks.find(({ id }) => String(id) === parameters.hook_id)
    return hook === undefined ? notFound : [200, shownDeliveries(hook, query)]
  },
  'POST /repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts': asked =>
    redeliver(
      asked,
      asked.repository.hooks.find(({ id }) => String(id) === asked.parameters.hook_id),
    ),
  'GET /app/hook/config': ({ state: { appHook } }) => [200, { url: '', ...appHook?.config, secret: '********' }],
  'GET /app/hook/deliveries': ({ state: { appHook }, query }) => [200, appHook ? shownDeliveries(appHook, query) : []],
  'POST /app/hook/deliveries/{delivery_id}/attempts': asked => redeliver(asked, asked.state.appHook),
  'GET /repos/{owner}/{repo}/keys': ({ repository, query }) => [200, page(repository.keys, query)],
  'POST /repos/{owner}/{repo}/keys'({ state, repository, body: { title = '', key = '', read_only = false } }) {
    if (!/^(ssh|ecdsa)-\S+ \S+/.test(String(key)))
      return unprocessable('key is invalid. You must supply a key in OpenSSH public key format')
    const all = [...state.repositories.values()].flatMap(one => one.keys)
    if (all.some(one => one.key === key)) return unprocessable('key is already in use')
    const made = { id: state.nextId(), title: String(title), key: String(key), read_only: read_only === true }
    repository.keys.push(made)
    return [201, made]
  },
  'DELETE /repos/{owner}/{repo}/keys/{key_id}'({ repository, parameters }) {
    const at = repository.keys.findIndex(({ id }) => String(id) === parameters.key_id)
    if (at === -1) return notFound
    repository.keys.splice(at, 1)
    return [204]
  },
  'GET /meta': () => [200, { hooks: ['192.30.252.0/22', '185.199.108.0/22', '140.82.112.0/20', '2a0a:a440::/29'] }],
}

/** GitHub merges, or waits for checks, where it is not told to leave that. */
function createDeployment({ state, repository, body }: Asked): StubAnswer {
  if (body.auto_merge !== false) return [409, { message: 'Conflict merging main into the ref' }]
  if (!Array.isArray(body.required_contexts) || body.required_contexts.length > 0)
    return [409, { message: 'Conflict: Commit status checks failed for the ref.' }]
  const ref = String(body.ref)
  const deployment: StubDeployment = {
    id: state.nextId(),
    sha: ref,
    ref,
    task: String(body.task ?? 'deploy'),
    environment: String(body.environment ?? 'production'),
    payload: body.payload ?? '',
    transient_environment: body.transient_environment === true,
    production_environment: body.production_environment === true,
    statuses: [],
  }
  repository.deployments.push(deployment)
  return [201, deployment]
}

/** The first success makes older deployments of the environment inactive. */
function createDeploymentStatus({ repository, parameters, body }: Asked): StubAnswer {
  const deployment = repository.deployments.find(({ id }) => String(id) === parameters.deployment_id)
  if (deployment === undefined) return notFound
  const { state, description = '', log_url = '', environment_url = '', auto_inactive = true } = body
  if (String(description).length > 140) return unprocessable('description is too long (maximum is 140 characters)')
  deployment.statuses.push({ state, description, log_url, environment_url } as never)
  if (state === 'success' && auto_inactive !== false) {
    for (const one of repository.deployments) {
      const isOlder = one.environment === deployment.environment && one.id < deployment.id
      if (isOlder && one.statuses.at(-1)?.state === 'success')
        one.statuses.push({ state: 'inactive', description: '', log_url: '', environment_url: '' })
    }
  }
  return [201, { id: 1, state }]
}

function createHook({ state, repository, body }: Asked): StubAnswer {
  const config = body.config as StubHook['config'] | undefined
  if (config?.url === undefined) return unprocessable('url cannot be blank')
  if (repository.hooks.some(one => one.config.url === config.url))
    return unprocessable('Hook already exists on this repository')
  const hook = stubHook(state, config, (body.events ?? ['push']) as string[])
  repository.hooks.push(hook)
  // GitHub greets a new hook by itself.
  void ping(state, repository, hook)
  return [201, shownHook(hook)]
}

/** A hook that nothing was sent to yet. */
export const stubHook = (state: StubState, config: StubHook['config'], events: readonly string[]): StubHook => ({
  id: state.nextId(),
  events,
  active: true,
  config,
  deliveries: [],
  last_response: { code: null, status: 'unused' },
})

const shownHook = (hook: StubHook) => ({
  id: hook.id,
  type: 'Repository',
  name: 'web',
  active: hook.active,
  events: hook.events,
  config: { ...hook.config, secret: '********' },
  last_response: hook.last_response,
})

const ping = (state: StubState, repository: StubRepository, hook: StubHook) =>
  deliverTo(state, hook, {
    event: 'ping',
    repository,
    payload: {
      zen: 'Keep it logically awesome.',
      hook_id: hook.id,
      hook: {
        type: 'Repository',
        id: hook.id,
        events: hook.events,
        config: { content_type: hook.config.content_type },
      },
      repository: { id: repository.id, full_name: repository.full_name },
    },
  })

/** Newest first, without bodies, by cursor. */
function shownDeliveries(hook: StubHook, query: URLSearchParams) {
  const after = hook.deliveries.findIndex(({ id }) => String(id) === query.get('cursor'))
  return hook.deliveries
    .slice(after + 1)
    .slice(0, Number(query.get('per_page') ?? 30))
    .map(({ body: _, ...delivery }) => delivery)
}

async function redeliver({ state, parameters }: Asked, hook: StubHook | undefined): Promise<StubAnswer> {
  const earlier = hook?.deliveries.find(({ id }) => String(id) === parameters.delivery_id)
  if (hook === undefined || earlier === undefined) return notFound
  const repository = [...state.repositories.values()].find(({ id }) => id === earlier.repository_id)
  const payload = JSON.parse(earlier.body) as object
  void deliverTo(state, hook, {
    ...{ event: earlier.event, guid: earlier.guid, payload },
    ...(repository === undefined ? {} : { repository }),
  })
  return [202, {}]
}

const matches = (query: URLSearchParams, key: string, of: object): boolean =>
  [null, 'none', String(Reflect.get(of, key))].includes(query.get(key))

function page<T>(items: readonly T[], query: URLSearchParams): T[] {
  const size = Math.min(100, Number(query.get('per_page') ?? 30))
  const first = (Number(query.get('page') ?? 1) - 1) * size
  return items.slice(first, first + size)
}
