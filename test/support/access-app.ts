import { scryptSync } from 'node:crypto'
import { inspect } from 'node:util'
import type { Hono } from 'hono'
import type { PasswordHash } from '../../src/core/access/password-hash.ts'
import type { User } from '../../src/core/access/user.ts'
import { parseAddressSet } from '../../src/core/delivery/client-address.ts'
import { RedhookError } from '../../src/core/errors.ts'
import type { AccessSettings } from '../../src/http/access/access-ports.ts'
import { createTokens } from '../../src/http/access/tokens.ts'
import { type AppPorts, createApp } from '../../src/http/app.ts'
import type { HttpEnv } from '../../src/http/http-env.ts'
import type { House } from '../../src/pipeline/house.ts'
import { doorPorts } from './door-ports.ts'
import { openTestStore } from './github-store.ts'

export const envToken = 'a-token-of-the-environment-for-tests-alone'
export const annPassword = 'correct horse battery staple'
export const origin = 'http://localhost'

const salt = Buffer.alloc(16, 7)
/** Much cheaper than what a registry may hold, so that tests are quick. */
const cost = { logN: 10, r: 8, p: 1 }

/** A hash of a password; the salt is the same for all. */
export const hashForTests = (password: string): PasswordHash => ({
  ...cost,
  salt,
  key: scryptSync(password, salt, 32, { N: 2 ** cost.logN, r: cost.r, p: cost.p }),
})

/** Ann may deploy and bob may see; both sign in with `annPassword`. */
export const testUsers = (): Map<string, User> => {
  const password = hashForTests(annPassword)
  return new Map<string, User>([
    ['ann', { role: 'deploy', password }],
    ['bob', { role: 'view', password }],
  ])
}

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Where the connection comes from. */
  readonly peer?: string
}

export interface AccessAppOptions {
  readonly settings?: Partial<AccessSettings>
  readonly trustedProxies?: readonly string[]
  readonly token?: string | undefined
  readonly door?: 'network' | 'socket'
}

/** The whole app over a real store, with settings and a clock that a test can change; the house behind it changes nothing. */
export function openAccessApp(given: AccessAppOptions = {}) {
  const kept = openTestStore()
  const { store } = kept
  const time = { now: Date.UTC(2026, 4, 1), monotonic: 1_000 }
  const clock = { now: () => time.now, monotonic: () => time.monotonic }
  const world = {
    settings: {
      users: new Map(),
      isPublic: false,
      hasPublicLogs: false,
      trustedProxies: parseAddressSet(given.trustedProxies ?? []),
      ...given.settings,
    } as AccessSettings,
    token: 'token' in given ? given.token : envToken,
  }
  const logged: string[] = []
  const stopping = new AbortController()
  const changed: string[] = []
  const doors = doorPorts(store, kept.folder)
  const ports: AppPorts = {
    ...doors,
    house: watchedHouse(doors.house, changed),
    access: { store, settings: () => world.settings },
    token: () => world.token,
    clock,
    log: { debug() {}, info() {}, warn() {}, error: (fields: object) => void logged.push(inspect(fields)) },
    stopping: stopping.signal,
  }
  const app: Hono<HttpEnv> = createApp(ports, given.door ?? 'network')
  const ask = async (path: string, { method = 'GET', headers = {}, body, peer = '192.0.2.1' }: Asked = {}) =>
    app.request(
      path,
      { method, headers: { host: 'localhost', ...headers }, ...(body !== undefined && { body }) },
      { incoming: { socket: { remoteAddress: peer, remotePort: 1, remoteFamily: 'IPv4' } } },
    )
  return {
    app,
    store,
    ask,
    world,
    time,
    clock,
    logged,
    /** Methods of the house that change something and were called. */
    changed,
    tokens: createTokens(store, clock),
    /** Sends the sign-in form as our page would. */
    signIn: (fields: Readonly<Record<string, string>>, asked: Asked = {}) =>
      ask('/sign-in', {
        ...asked,
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...asked.headers },
        body: new URLSearchParams(fields).toString(),
      }),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await kept[Symbol.asyncDispose]()
    },
  }
}

const changing: ReadonlySet<string> = new Set<keyof House>([
  'requestDeployment',
  'requestRollback',
  'startDetour',
  'endDetour',
  'cancel',
  'retry',
  'lock',
  'unlock',
  'redeliver',
  'retryCheck',
  'cancelCheck',
  'acceptRepository',
])

/** Notes what would change something and refuses it; what it lacks is not known. */
function watchedHouse(house: Partial<House>, changed: string[]): House {
  const refuse = (name: string) => () => {
    if (changing.has(name)) changed.push(name)
    throw new RedhookError('There is no such app', { code: 'APP_UNKNOWN', hint: 'None.' })
  }
  return new Proxy(house, {
    get: (target, name) =>
      changing.has(String(name)) || !(name in target) ? refuse(String(name)) : Reflect.get(target, name),
  }) as House
}

/** The cookie that an answer sets, as a browser would send it back; without attributes. */
export const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
