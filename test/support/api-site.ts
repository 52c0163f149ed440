import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '../../src/core/access/actor.ts'
import type { AccessSettings } from '../../src/http/access/access-ports.ts'
import { createTokens } from '../../src/http/access/tokens.ts'
import { createApp } from '../../src/http/app.ts'
import type { House } from '../../src/pipeline/house.ts'
import { doorPorts } from './door-ports.ts'
import { openTestStore } from './github-store.ts'

export interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string>
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown
  /** Whose token is sent; `nobody` sends none. */
  readonly as?: Role | 'nobody'
  readonly house?: Partial<House>
}

/** The API over a real store, with a token of each role. Everything is gone afterwards. */
export function openApiSite(settings: Partial<AccessSettings> = {}) {
  const kept = openTestStore()
  const { store, folder } = kept
  const ports = doorPorts(store, folder, settings)
  const tokens = createTokens(store, ports.clock)
  const secrets = new Map(
    (['view', 'deploy', 'admin'] as const).map(role => [
      role,
      tokens.create({ name: `${role}er`, role }, 'a test').secret,
    ]),
  )
  const app = createApp(ports, 'network')
  const appOf = (house?: Partial<House>) =>
    house === undefined ? app : createApp({ ...ports, house: { ...ports.house, ...house } }, 'network')
  return {
    ...{ store, ports, app, appOf },
    /** All that is on disk. */
    written: () => readdirSync(folder).map(name => readFileSync(join(folder, name))),
    /** The secret of the token with this role. */
    token: (role: Role) => secrets.get(role) ?? '',
    async ask(
      path: string,
      { as = 'admin', body, method = body === undefined ? 'GET' : 'POST', headers, house }: Ask = {},
    ) {
      const authorization = as === 'nobody' ? {} : { authorization: `Bearer ${secrets.get(as)}` }
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const init = { method, headers: { ...authorization, ...type, ...headers } }
      return appOf(house).request(path, text === undefined ? init : { ...init, body: text })
    },
    [Symbol.asyncDispose]: kept[Symbol.asyncDispose],
  }
}

export type ApiSite = ReturnType<typeof openApiSite>
