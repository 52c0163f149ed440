import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/adapters/store/store.ts'
import type { App } from '../../src/core/app.ts'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import { createClientRules } from '../../src/core/delivery/client-address.ts'
import { providers } from '../../src/core/delivery/providers.ts'
import type { ProviderName } from '../../src/core/provider.ts'
import { createServer, type ServerOptions } from '../../src/http/server.ts'
import type { HookSettings } from '../../src/http/webhook.ts'
import type { House } from '../../src/pipeline/house.ts'
import type { Log } from '../../src/pipeline/ports/log.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { createReceive } from '../../src/pipeline/receive.ts'
import { testApp } from './app-samples.ts'
import { doorPorts } from './door-ports.ts'
import { testHouse } from './github-house.ts'
import { testSecret } from './github-push.ts'
import { rememberedHere } from './remembered-here.ts'

export interface TestServerOptions extends Partial<Pick<ServerOptions, 'timeouts' | 'limits' | 'closeMs'>> {
  readonly apps?: readonly App[]
  readonly secrets?: readonly string[]
  /** The general secrets of other forges. */
  readonly forgeSecrets?: Partial<Record<ProviderName, readonly string[]>>
  readonly ownSecrets?: ReadonlyMap<string, string>
  readonly settings?: Partial<HookSettings>
  readonly allowFrom?: readonly string[]
  readonly trustedProxies?: readonly string[]
  readonly token?: string
  readonly house?: Partial<House>
  /** Stands in for the store's own, to make it fail or wait. */
  readonly record?: Store['record']
}

/** A server with a real store in a folder of its own, both gone afterwards. */
export async function startTestServer(options: TestServerOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-http-'))
  const store = openStore(folder)
  const logged: string[] = []
  const log = collectingLog(logged)
  const index = createAppIndex(options.apps ?? [testApp()], options.ownSecrets)
  let woken = 0
  const settings: HookSettings = {
    webhookPath: '/webhook',
    replies: 'plain',
    client: createClientRules(options.allowFrom ?? [], options.trustedProxies ?? []),
    ...options.settings,
  }
  const receive = createReceive({
    providers,
    repositories: rememberedHere(),
    apps: () => index,
    secrets: provider =>
      options.forgeSecrets?.[provider] ?? (provider === 'github' ? (options.secrets ?? [testSecret]) : []),
    record: options.record ?? store.record,
    clock: Date,
    log,
    wake: () => {
      woken += 1
    },
  })
  const { timeouts, limits, closeMs = 2_000 } = options
  const server = await createServer(
    {
      ...doorPorts(store, folder),
      settings: () => settings,
      receive,
      log,
      house: { ...testHouse(store), ...options.house },
      token: () => options.token,
    },
    {
      address: { host: '127.0.0.1', port: 0 },
      socketPath: join(folder, 'redhook.sock'),
      closeMs,
      ...(timeouts && { timeouts }),
      ...(limits && { limits }),
    },
  )
  return {
    server,
    store,
    folder,
    logged,
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    socketPath: join(folder, 'redhook.sock'),
    woken: () => woken,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

function collectingLog(lines: string[]): Log {
  const at = (level: string) => (fields: object, sentence: string) => {
    lines.push(
      JSON.stringify({ level, ...fields, sentence }, (_, value) => (value instanceof Error ? String(value) : value)),
    )
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/**
 * Writes these bytes to a fresh connection, in pieces if there are several, and returns all that comes back until it closes. Whoever
 * has a server that leaves it open says when to leave.
 */
export function exchange(
  to: number | string,
  pieces: readonly (string | Buffer)[],
  { pauseMs = 10, closeAfterMs = 30_000 } = {},
) {
  return new Promise<string>((resolve, reject) => {
    const socket = typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to)
    const chunks: Buffer[] = []
    let leaving: NodeJS.Timeout | undefined
    const finish = () => {
      clearTimeout(leaving)
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('close', finish)
    socket.on('error', error => (chunks.length > 0 ? finish() : reject(error)))
    void (async () => {
      for (const piece of pieces) {
        if (!socket.destroyed) socket.write(piece)
        await new Promise(done => setTimeout(done, pauseMs))
      }
      if (!socket.destroyed) leaving = setTimeout(() => socket.end(), closeAfterMs)
    })()
  })
}

/** A request as raw text; header names may come twice. */
export const rawPost = (path: string, headers: readonly (readonly [string, string])[], body: string): string =>
  `POST ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`

/** The status of the first answer in a raw exchange. */
export const statusOf = (raw: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(raw)?.[1])
