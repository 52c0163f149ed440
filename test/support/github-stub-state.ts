/** What GitHub keeps, as far as Redhook makes or reads it. Members are named as GitHub names them. */
export interface StubRepository {
  readonly id: number
  readonly full_name: string
  readonly statuses: StubStatus[]
  readonly deployments: StubDeployment[]
  readonly checkRuns: StubCheckRun[]
  readonly comments: StubComment[]
  readonly pulls: StubPullRequest[]
  readonly hooks: StubHook[]
  readonly keys: StubKey[]
  /** By login; who is not in it may read. */
  readonly permissions: Map<string, 'admin' | 'write' | 'read' | 'none'>
}

export interface StubStatus {
  readonly sha: string
  readonly state: 'pending' | 'success' | 'failure' | 'error'
  readonly context: string
  readonly description: string | null
  readonly target_url: string | null
}

export interface StubDeployment {
  readonly id: number
  readonly sha: string
  readonly ref: string
  readonly task: string
  readonly environment: string
  readonly payload: unknown
  readonly transient_environment: boolean
  readonly production_environment: boolean
  /** Oldest first. */
  readonly statuses: StubDeploymentStatus[]
}

export interface StubDeploymentStatus {
  readonly state: string
  readonly description: string
  readonly log_url: string
  readonly environment_url: string
}

export interface StubCheckRun {
  readonly id: number
  readonly name: string
  readonly head_sha: string
  readonly external_id: string
  status: string
  conclusion: string | null
  details_url: string
  output: { readonly title: string; readonly summary: string }
}

export interface StubComment {
  readonly id: number
  readonly number: number
  body: string
  readonly user: { readonly login: string }
  readonly performed_via_github_app: { readonly id: number } | null
}

export interface StubPullRequest {
  readonly number: number
  readonly title: string
  readonly state: 'open' | 'closed'
  readonly html_url: string
  readonly user: { readonly login: string }
  readonly draft: boolean
  readonly labels: readonly { readonly name: string }[]
  readonly base: { readonly ref: string; readonly repo: { readonly id: number; readonly full_name: string } }
  readonly head: {
    readonly ref: string
    readonly sha: string
    readonly repo: { readonly id: number; readonly full_name: string } | null
  }
}

export interface StubHook {
  readonly id: number
  readonly events: readonly string[]
  active: boolean
  readonly config: { readonly url: string; readonly content_type: string; readonly secret: string }
  /** Newest first. */
  readonly deliveries: StubDelivery[]
  last_response: { readonly code: number | null; readonly status: string }
}

export interface StubDelivery {
  /** Of the attempt. */
  readonly id: number
  readonly guid: string
  readonly event: string
  readonly repository_id: number | null
  readonly delivered_at: string
  readonly redelivery: boolean
  /** `OK`, or what went wrong. */
  readonly status: string
  /** 0: there was no answer. */
  readonly status_code: number
  readonly body: string
}

export interface StubKey {
  readonly id: number
  readonly title: string
  readonly key: string
  readonly read_only: boolean
}

export interface StubState {
  /** By full name in lower case. */
  readonly repositories: Map<string, StubRepository>
  /** The App's own hook. */
  appHook: StubHook | undefined
  nextId(): number
}

/** Nothing but these repositories, and ids that never come twice. */
export function createStubState(names: readonly string[]): StubState {
  let last = 1000
  const nextId = () => ++last
  return {
    repositories: new Map(names.map(name => [name.toLowerCase(), createStubRepository(name, nextId())])),
    appHook: undefined,
    nextId,
  }
}

const createStubRepository = (name: string, id: number): StubRepository => ({
  id,
  full_name: name,
  statuses: [],
  deployments: [],
  checkRuns: [],
  comments: [],
  pulls: [],
  hooks: [],
  keys: [],
  permissions: new Map(),
})
