import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { createStubAccess, isRefusal, type MintedToken, type StubApp } from './github-stub-access.ts'
import { type StubAnswer, stubAnswers, stubHook } from './github-stub-answers.ts'
import { deliverTo } from './github-stub-hooks.ts'
import { findStubRoute } from './github-stub-schema.ts'
import {
  createStubState,
  type StubCheckRun,
  type StubComment,
  type StubDelivery,
  type StubDeployment,
  type StubHook,
  type StubKey,
  type StubPullRequest,
  type StubRepository,
  type StubStatus,
} from './github-stub-state.ts'

/** How a request fails. `limited`: the rate limit is used up; `slow-down`: GitHub asks for 7 s of rest. */
export type StubFailure = 401 | 403 | 404 | 422 | 500 | 502 | 'limited' | 'slow-down' | 'hang' | 'reset'

export interface StubRequest {
  readonly method: string
  /** Without the base path and the query. */
  readonly path: string
  /** `POST /repos/{owner}/{repo}/deployments`; undefined for one that GitHub does not know. */
  readonly operation: string | undefined
  readonly query: URLSearchParams
  readonly body: unknown
  readonly headers: IncomingMessage['headers']
  /** What was answered; 0: the connection was cut. */
  status: number
  /** Why the request was malformed. */
  problem?: string
}

export interface GitHubStubOptions {
  /** Repositories that are there. Default: `acme/shop`. */
  readonly repositories?: readonly string[]
  /** How long a minted token lasts. Default: an hour. */
  readonly tokenLastsMs?: number
  /** How far GitHub's clock is ahead of ours. */
  readonly clockAheadMs?: number
}

export interface PullRequestSample {
  readonly number: number
  readonly title?: string
  readonly head: string
  readonly headBranch?: string
  readonly base?: string
  /** The full name of the fork that the head lies in; null: it is gone. */
  readonly fork?: string | null
  readonly author?: string
  readonly labels?: readonly string[]
}

/**
 * GitHub's API on the loopback: holds requests against the published schemas and permissions, keeps what they make, can fail, and really posts
 * webhooks. Everything is about `acme/shop` where no repository is named.
 */
export interface GitHubStub extends AsyncDisposable {
  /** The API's base URL, as of an Enterprise server. */
  readonly url: string
  /** All requests so far, also those that failed. */
  readonly requests: readonly StubRequest[]
  /** Requests that broke the published schemas; a test should find none. */
  malformed(): StubRequest[]
  /** A personal access token that may do everything but check runs. */
  readonly token: string
  /** The App, made when it is first asked for. */
  app(): StubApp
  /** Tokens that were minted for the App's installation. */
  readonly minted: readonly MintedToken[]
  repository(name?: string): StubRepository
  statuses(commit?: string, repository?: string): readonly StubStatus[]
  deployments(repository?: string): readonly StubDeployment[]
  checkRuns(repository?: string): readonly StubCheckRun[]
  comments(number?: number, repository?: string): readonly StubComment[]
  hooks(repository?: string): readonly StubHook[]
  keys(repository?: string): readonly StubKey[]
  /** Adds one that is open, or takes the place of the one with this number. */
  addPullRequest(sample: PullRequestSample, repository?: string): StubPullRequest
  closePullRequest(number: number, repository?: string): void
  setPermission(login: string, permission: 'admin' | 'write' | 'read' | 'none', repository?: string): void
  addHook(url: string, secret: string, events?: readonly string[], repository?: string): StubHook
  setAppHook(url: string, secret: string): StubHook
  /** An event happened: it is posted to every hook that wants it, or lost on its way. */
  deliver(event: string, payload: object, options?: { isLost?: boolean; repository?: string }): Promise<StubDelivery[]>
  /** The next requests (one, or so many) whose `METHOD path` matches fail. */
  failNext(failure: StubFailure, options?: { times?: number; on?: RegExp }): void
  stopFailing(): void
}

interface Failing {
  readonly failure: StubFailure
  readonly on: RegExp
  left: number
}

const basePath = '/api/v3'
const mainRepository = 'acme/shop'

/** Starts it on a free port of the loopback. */
export async function startGitHubStub(options: GitHubStubOptions = {}): Promise<GitHubStub> {
  const { repositories = [mainRepository], tokenLastsMs = 3_600_000, clockAheadMs = 0 } = options
  const state = createStubState(repositories)
  const now = () => Date.now() + clockAheadMs
  const access = createStubAccess({ state, tokenLastsMs, now })
  const requests: StubRequest[] = []
  let failing: Failing[] = []

  const answerTo = async (request: StubRequest): Promise<StubAnswer> => {
    const route = findStubRoute(request.method, request.path)
    if (route === undefined) return [404, { message: 'Not Found' }]
    const { operation, parameters } = route
    const name = parameters.owner && `${parameters.owner}/${parameters.repo}`.toLowerCase()
    const caller = access.caller(request.headers.authorization)
    if (operation !== 'GET /meta') {
      const refusal = isRefusal(caller) ? caller : access.refusal(caller, operation, name)
      if (refusal !== undefined) return [refusal.status, { message: refusal.message }]
    }
    const problem = route.problem(request.query, request.body)
    if (problem !== undefined) {
      request.problem = problem
      return [422, { message: `Invalid request. ${problem}` }]
    }
    const found = name === undefined ? repository() : state.repositories.get(name)
    const answer = stubAnswers[operation]
    if (found === undefined || answer === undefined) return [404, { message: 'Not Found' }]
    const body = (request.body ?? {}) as Record<string, unknown>
    const isApp = !isRefusal(caller) && caller.kind !== 'token'
    return answer({ state, access, repository: found, parameters, query: request.query, body, isApp })
  }

  const server = createServer((incoming, response) => {
    void hear(incoming).then(async request => {
      requests.push(request)
      response.setHeader('date', new Date(now()).toUTCString())
      const failure = takeFailure(failing, request)
      if (failure === 'hang') return
      if (failure === 'reset') return void incoming.socket.resetAndDestroy()
      if (failure !== undefined) return fail(failure, request, response)
      const [status, body] = await answerTo(request)
      request.status = status
      write(response, status, body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const repository = (name = repositories[0] ?? mainRepository): StubRepository => {
    const found = state.repositories.get(name.toLowerCase())
    if (found === undefined) throw new Error(`the stub has no repository ${name}`)
    return found
  }
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${basePath}`,
    requests,
    malformed: () => requests.filter(({ problem, operation }) => problem !== undefined || operation === undefined),
    token: access.token,
    app: access.app,
    minted: access.minted,
    repository,
    statuses: (commit, name) => repository(name).statuses.filter(({ sha }) => sha === (commit ?? sha)),
    deployments: name => repository(name).deployments,
    checkRuns: name => repository(name).checkRuns,
    comments: (number, name) => repository(name).comments.filter(one => one.number === (number ?? one.number)),
    hooks: name => repository(name).hooks,
    keys: name => repository(name).keys,
    addPullRequest: (sample, name) => addPullRequest(repository(name), sample),
    closePullRequest(number, name) {
      const { pulls } = repository(name)
      const at = pulls.findIndex(one => one.number === number)
      const found = pulls[at]
      if (found !== undefined) pulls[at] = { ...found, state: 'closed' }
    },
    setPermission: (login, permission, name) => void repository(name).permissions.set(login, permission),
    addHook(url, secret, events = ['push'], name = undefined) {
      const hook = stubHook(state, { url, secret, content_type: 'json' }, events)
      repository(name).hooks.push(hook)
      return hook
    },
    setAppHook(url, secret) {
      state.appHook = stubHook(state, { url, secret, content_type: 'json' }, ['*'])
      return state.appHook
    },
    deliver(event, payload, { isLost = false, repository: name } = {}) {
      const of = repository(name)
      const hooks = [...of.hooks, ...(state.appHook ? [state.appHook] : [])]
      const wanting = hooks.filter(({ events, active }) => active && (events.includes(event) || events.includes('*')))
      return Promise.all(wanting.map(hook => deliverTo(state, hook, { event, payload, isLost, repository: of })))
    },
    failNext: (failure, { times = 1, on = /./ } = {}) => void failing.push({ failure, on, left: times }),
    stopFailing() {
      failing = []
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function hear(incoming: IncomingMessage): Promise<StubRequest> {
  const url = new URL(incoming.url ?? '/', 'http://localhost')
  const body = await text(incoming)
  const path = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : url.pathname
  const { method = '', headers } = incoming
  return {
    ...{ method, path, headers, query: url.searchParams, status: 0 },
    operation: findStubRoute(method, path)?.operation,
    body: body === '' ? undefined : (JSON.parse(body) as unknown),
  }
}

function takeFailure(failing: Failing[], { method, path }: StubRequest): StubFailure | undefined {
  const next = failing.find(({ on, left }) => left > 0 && on.test(`${method} ${path}`))
  if (next !== undefined) next.left--
  return next?.failure
}

function fail(failure: Exclude<StubFailure, 'hang' | 'reset'>, request: StubRequest, response: ServerResponse): void {
  request.status = typeof failure === 'number' ? failure : 403
  if (failure === 'limited') {
    response.setHeader('x-ratelimit-remaining', '0')
    response.setHeader('x-ratelimit-reset', Math.ceil(Date.now() / 1000) + 60)
    write(response, 403, { message: 'API rate limit exceeded for installation ID 1.' })
    return
  }
  if (failure === 'slow-down') {
    response.setHeader('retry-after', '7')
    write(response, 403, { message: 'You have exceeded a secondary rate limit.' })
    return
  }
  write(response, failure, { message: failure === 401 ? 'Bad credentials' : `told to fail with ${failure}` })
}

function write(response: ServerResponse, status: number, body: unknown): void {
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body))
}

function addPullRequest(repository: StubRepository, sample: PullRequestSample): StubPullRequest {
  const {
    number,
    title = `Change ${number}`,
    head,
    headBranch = `change-${number}`,
    base = 'main',
    author = 'ada',
  } = sample
  const { id, full_name } = repository
  const fork = typeof sample.fork === 'string' ? { id: id + 500_000, full_name: sample.fork } : null
  const pull: StubPullRequest = {
    ...{ number, title, state: 'open', draft: false, user: { login: author } },
    html_url: `https://github.com/${full_name}/pull/${number}`,
    labels: (sample.labels ?? []).map(name => ({ name })),
    base: { ref: base, repo: { id, full_name } },
    head: { ref: headBranch, sha: head, repo: sample.fork === undefined ? { id, full_name } : fork },
  }
  const at = repository.pulls.findIndex(one => one.number === number)
  repository.pulls.splice(at === -1 ? repository.pulls.length : at, at === -1 ? 0 : 1, pull)
  return pull
}
