import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import type { StubState } from './github-stub-state.ts'

/** A GitHub App that was made for tests. */
export interface StubApp {
  readonly id: number
  /** PEM, PKCS#1 as GitHub gives them. */
  readonly privateKey: string
  readonly installation: number
  /** What it was granted. */
  permissions: Readonly<Record<string, 'read' | 'write'>>
  /** Repositories it is installed for; without it: all. */
  repositories?: readonly string[]
}

export interface MintedToken {
  readonly token: string
  readonly expiresAt: number
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>
  /** In lower case; undefined: all. */
  readonly repositories: readonly string[] | undefined
  isRevoked: boolean
}

/** Who asks. */
export type Caller =
  | { readonly kind: 'token' }
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly minted: MintedToken }

/** A refusal as GitHub answers it. */
export interface Refusal {
  readonly status: number
  readonly message: string
}

export const isRefusal = (value: object): value is Refusal => 'message' in value && 'status' in value

export interface StubAccess {
  readonly token: string
  readonly minted: readonly MintedToken[]
  /** Made when it is first asked for. */
  app(): StubApp
  caller(authorization: string | undefined): Caller | Refusal
  mint(body: MintRequest): MintedToken | Refusal
  /** Whether the caller may do this to the repository. */
  refusal(caller: Caller, operation: string, repository: string | undefined): Refusal | undefined
}

export interface MintRequest {
  readonly repositories?: readonly string[]
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>
}

export interface AccessOptions {
  readonly state: StubState
  readonly tokenLastsMs: number
  /** GitHub's clock. */
  now(): number
}

/** How GitHub knows its callers: a personal token, the App by its JWT, an installation by a minted token. */
export function createStubAccess({ state, tokenLastsMs, now }: AccessOptions): StubAccess {
  const token = `github_pat_${randomBytes(30).toString('hex')}`
  const minted: MintedToken[] = []
  let made: StubApp | undefined
  const app = () => {
    made ??= createStubApp(state.nextId())
    return made
  }
  return {
    token,
    minted,
    app,
    caller(authorization) {
      const [scheme = '', given = ''] = (authorization ?? '').split(' ')
      if (!/^(token|bearer)$/i.test(scheme)) return { status: 401, message: 'Requires authentication' }
      if (given === token) return { kind: 'token' }
      if (given.split('.').length === 3) return whyBadJwt(given, app(), now()) ?? { kind: 'app' }
      const known = minted.find(one => one.token === given)
      const isGood = known !== undefined && !known.isRevoked && known.expiresAt > now()
      return isGood ? { kind: 'installation', minted: known } : { status: 401, message: 'Bad credentials' }
    },
    mint({ repositories, permissions = app().permissions }) {
      const refused = Object.entries(permissions).some(([name, level]) => !allows(app().permissions, name, level))
      if (refused) return { status: 422, message: 'The permissions requested are not granted to this installation.' }
      const names = repositories?.map(name => ownerOf(state, name))
      if (names?.includes(undefined))
        return { status: 422, message: 'There is at least one repository that does not exist' }
      const one = {
        token: `ghs_${randomBytes(18).toString('hex')}`,
        expiresAt: now() + tokenLastsMs,
        permissions,
        repositories: names?.filter(name => name !== undefined) ?? app().repositories?.map(name => name.toLowerCase()),
        isRevoked: false,
      }
      minted.push(one)
      return one
    },
    refusal: (caller, operation, repository) => refusalOf(caller, operation, repository),
  }
}

let key: string | undefined

/** One for all Apps of a test file: it takes a moment to make. */
function appKey(): string {
  key ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString()
  return key
}

function createStubApp(id: number): StubApp {
  return {
    id,
    privateKey: appKey(),
    installation: id + 100_000,
    permissions: {
      metadata: 'read',
      contents: 'read',
      statuses: 'write',
      deployments: 'write',
      checks: 'write',
      pull_requests: 'write',
    },
  }
}

const ownerOf = (state: StubState, name: string): string | undefined =>
  [...state.repositories.keys()].find(full => full.endsWith(`/${name.toLowerCase()}`))

const allows = (granted: Readonly<Record<string, string>>, name: string, level: string): boolean =>
  name === 'metadata' || granted[name] === 'write' || (level === 'read' && granted[name] === 'read')

/** RS256 by the App's key, by GitHub's clock, for ten minutes at most. */
function whyBadJwt(jwt: string, app: StubApp, now: number): Refusal | undefined {
  const [head = '', body = '', signature = ''] = jwt.split('.')
  const key = createPublicKey(app.privateKey)
  const isSigned = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
  if (!isSigned) return { status: 401, message: 'A JSON web token could not be decoded' }
  const { iat, exp, iss } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, number | string>
  if (String(iss) !== String(app.id)) return { status: 401, message: "'Issuer' claim ('iss') is not the App's" }
  if (Number(exp) * 1000 > now + 600_000)
    return { status: 401, message: "'Expiration time' claim ('exp') is too far in the future" }
  if (Number(iat) * 1000 > now || Number(exp) * 1000 <= now)
    return {
      status: 401,
      message:
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    }
  return undefined
}

/** Which permission of an App an operation needs. */
const permissionsNeeded: readonly (readonly [RegExp, string, 'read' | 'write'])[] = [
  [/^POST .*\/statuses\/\{sha\}/, 'statuses', 'write'],
  [/^GET .*\/deployments/, 'deployments', 'read'],
  [/^POST .*\/deployments/, 'deployments', 'write'],
  [/^GET .*\/check-runs/, 'checks', 'read'],
  [/^(POST|PATCH) .*\/check-runs/, 'checks', 'write'],
  [/^GET .*\/(issues|pulls)/, 'pull_requests', 'read'],
  [/^(POST|PATCH) .*\/issues/, 'pull_requests', 'write'],
  [/^GET .*\/hooks/, 'repository_hooks', 'read'],
  [/^(POST|DELETE) .*\/hooks/, 'repository_hooks', 'write'],
  [/^GET .*\/keys/, 'administration', 'read'],
  [/^(POST|DELETE) .*\/keys/, 'administration', 'write'],
]

function refusalOf(caller: Caller, operation: string, repository: string | undefined): Refusal | undefined {
  const needsApp = /^\w+ \/app|\/installation$/.test(operation)
  if (needsApp !== (caller.kind === 'app'))
    return needsApp
      ? { status: 401, message: 'A JSON web token could not be decoded' }
      : { status: 401, message: 'This endpoint requires an installation token' }
  if (caller.kind === 'token')
    return /^(POST|PATCH) .*check-runs/.test(operation)
      ? { status: 403, message: 'You must authenticate via a GitHub App.' }
      : undefined
  if (caller.kind === 'app') return undefined
  const { repositories, permissions } = caller.minted
  if (repository !== undefined && repositories?.includes(repository) === false)
    return { status: 404, message: 'Not Found' }
  const [, name, level] = permissionsNeeded.find(([form]) => form.test(operation)) ?? []
  const isAllowed = name === undefined || level === undefined || allows(permissions, name, level)
  return isAllowed ? undefined : { status: 403, message: 'Resource not accessible by integration' }
}
