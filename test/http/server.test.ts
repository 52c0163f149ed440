import { once } from 'node:events'
import { existsSync, linkSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, get, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listenAt, listenAtSocket } from '../../src/http/listen.ts'
import type { LogLine } from '../../src/pipeline/ports/deployment-logs.ts'
import { deliveryHeaders, pushPayload } from '../support/github-push.ts'
import { startTestServer } from '../support/github-server.ts'
import { openTestStore } from '../support/github-store.ts'

const overSocket = (socketPath: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = request({ socketPath, path, headers, method: body === undefined ? 'GET' : 'POST' }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode, text }))
    })
    sent.on('error', reject).end(body)
  })

describe('the socket door', () => {
  it('belongs to its owner alone, and asks for no token', async () => {
    await using server = await startTestServer({ token: 'secret token' })
    expect(statSync(server.socketPath).mode & 0o777).toBe(0o600)
    expect((await overSocket(server.socketPath, '/api/v1/apps')).status).toBe(200)
    expect((await fetch(`${server.url}/api/v1/apps`)).status).toBe(401)
  })

  it('takes signed pushes too, whoever may send them over the network', async () => {
    await using server = await startTestServer({ allowFrom: ['203.0.113.7'] })
    const body = JSON.stringify(pushPayload())
    expect((await overSocket(server.socketPath, '/webhook', deliveryHeaders(body), body)).status).toBe(202)
    expect(
      (await overSocket(server.socketPath, '/webhook', deliveryHeaders(body, { secret: 'wrong' }), body)).status,
    ).toBe(401)
  })

  it('asks for requests in its own name', async () => {
    await using server = await startTestServer()
    const { text } = await overSocket(server.socketPath, '/api/v1/apps/shop/deployments', {}, '{}')
    expect(JSON.parse(text)).toMatchObject({ cause: { kind: 'request', by: 'redhook' } })
  })

  it('replaces a socket that a crash left behind, and goes when the server closes', async () => {
    const { folder, [Symbol.asyncDispose]: remove } = openTestStore()
    const path = join(folder, 'redhook.sock')
    const dead = createHttpServer()
    // As after a crash: the file is there, and nobody behind it.
    await listenAtSocket(dead, path)
    linkSync(path, `${path}.kept`)
    await new Promise(closed => dead.close(closed))
    linkSync(`${path}.kept`, path)
    expect(existsSync(path)).toBe(true)
    const server = createHttpServer()
    await listenAtSocket(server, path)
    await new Promise(closed => server.close(closed))
    expect(existsSync(path)).toBe(false)
    await remove()
  })

  it('is never taken from a server that lives, nor is another file removed', async () => {
    await using server = await startTestServer()
    await expect(listenAtSocket(createHttpServer(), server.socketPath)).rejects.toMatchObject({
      code: 'ADDRESS_IN_USE',
    })
    expect((await overSocket(server.socketPath, '/healthz')).status).toBe(200)
    const file = join(server.folder, 'a file')
    writeFileSync(file, 'kept')
    await expect(listenAtSocket(createHttpServer(), file)).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
    expect(existsSync(file)).toBe(true)
  })
})

describe('listening', () => {
  it('names the address that is in use, and what to do', async () => {
    await using server = await startTestServer()
    const again = listenAt(createHttpServer(), { host: '127.0.0.1', port: server.port })
    await expect(again).rejects.toMatchObject({
      code: 'ADDRESS_IN_USE',
      message: `Something listens at 127.0.0.1:${server.port} already`,
      hint: expect.stringContaining('--port'),
    })
  })

  it('says so when this machine has no such address', async () => {
    await expect(listenAt(createHttpServer(), { host: '203.0.113.7', port: 0 })).rejects.toMatchObject({
      code: 'ADDRESS_INVALID',
    })
  })

  it('says so when the path of the socket is too long', async () => {
    const { folder, [Symbol.asyncDispose]: remove } = openTestStore()
    const path = join(folder, 'x'.repeat(200))
    await expect(listenAtSocket(createHttpServer(), path)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
    await remove()
  })
})

/** Readiness that somebody asks for, and that is only known once it is answered. */
function heldReadiness() {
  const asked = Promise.withResolvers<void>()
  const known = Promise.withResolvers<never[]>()
  const readiness = () => {
    asked.resolve()
    return known.promise
  }
  return { readiness, entered: asked.promise, answer: () => known.resolve([]) }
}

describe('closing', () => {
  it('lets an open request finish and accepts no new one', async () => {
    const { readiness, entered, answer } = heldReadiness()
    const server = await startTestServer({ closeMs: 30_000, house: { readiness } })
    const open = fetch(`${server.url}/readyz`)
    await entered
    const closed = server[Symbol.asyncDispose]()
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
    answer()
    expect((await open).status).toBe(200)
    await closed
  })

  it('does not wait for ever: idle connections go at once, stuck requests after the limit', async () => {
    const { readiness, entered } = heldReadiness()
    const server = await startTestServer({ closeMs: 200, house: { readiness } })
    const stuck = fetch(`${server.url}/readyz`)
    const idle = connect(server.port, '127.0.0.1')
    idle.on('error', () => {})
    await Promise.all([entered, once(idle, 'connect')])
    const started = performance.now()
    await Promise.all([expect(stuck).rejects.toThrow(), server[Symbol.asyncDispose]()])
    // Nobody else would end either of them in this time.
    expect(performance.now() - started).toBeLessThan(30_000)
  })

  it('ends the logs that are followed', async () => {
    let aborted: unknown
    const server = await startTestServer({
      token: 'token',
      house: {
        readLog: (_, { signal }) =>
          endless(signal, reason => {
            aborted = reason
          }),
      },
    })
    const { id } = await server.store.request(
      { app: 'shop', repository: 'acme/shop', lane: '/srv', cause: { kind: 'request', by: 'a test' }, wishes: {} },
      Date.now(),
    )
    const answer = await fetch(`${server.url}/api/v1/deployments/${id}/log?follow=true`, {
      headers: { authorization: 'Bearer token' },
    })
    const body = answer.body?.getReader()
    const first = await body?.read()
    await server[Symbol.asyncDispose]()
    expect(JSON.parse(new TextDecoder().decode(first?.value))).toMatchObject({ text: 'begun' })
    expect(await body?.read()).toMatchObject({ done: true })
    expect(aborted).toBeDefined()
  })

  it('a client that leaves ends the log it followed', async () => {
    const left = Promise.withResolvers<unknown>()
    await using server = await startTestServer({
      token: 'token',
      house: { readLog: (_, { signal }) => endless(signal, left.resolve) },
    })
    const { id } = await server.store.request(
      { app: 'shop', repository: 'acme/shop', lane: '/srv', cause: { kind: 'request', by: 'a test' }, wishes: {} },
      Date.now(),
    )
    const path = `${server.url}/api/v1/deployments/${id}/log?follow=true`
    const followed = get(path, { headers: { authorization: 'Bearer token' } }, answer => {
      answer.once('data', () => followed.destroy())
    })
    followed.on('error', () => {})
    expect(await left.promise).toBeDefined()
  })
})

/** One line, then nothing until somebody aborts. */
async function* endless(signal: AbortSignal, onAbort: (reason: unknown) => void): AsyncIterable<LogLine> {
  yield { at: 0, step: 'sync', stream: 'note', text: 'begun' }
  await new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      onAbort(signal.reason)
      reject(signal.reason)
    })
  })
}
