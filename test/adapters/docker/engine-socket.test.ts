import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEngineSocket, EngineAway, findEngineSocket } from '../../../src/adapters/docker/engine-socket.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redhook-socket-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))

describe('findEngineSocket', () => {
  it.each([
    [{}, '/var/run/docker.sock'],
    [{ DOCKER_HOST: 'unix:///run/user/7/docker.sock' }, '/run/user/7/docker.sock'],
    [{ DOCKER_HOST: 'tcp://10.0.0.7:2376' }, undefined],
    [{ DOCKER_HOST: 'ssh://ann@host' }, undefined],
    [{ DOCKER_CONTEXT: 'far' }, undefined],
    [{ DOCKER_CONTEXT: 'default' }, '/var/run/docker.sock'],
    [{ DOCKER_HOST: '', DOCKER_CONTEXT: '' }, '/var/run/docker.sock'],
    [{ DOCKER_HOST: 'unix:///run/a.sock', DOCKER_CONTEXT: 'far' }, '/run/a.sock'],
  ])('of %j is %s', (environment, socket) => {
    expect(findEngineSocket(environment)).toBe(socket)
  })

  it.each([
    ['{"currentContext":"far"}', undefined],
    ['{"currentContext":"default"}', '/var/run/docker.sock'],
    ['{"currentContext":""}', '/var/run/docker.sock'],
    ['{"auths":{}}', '/var/run/docker.sock'],
    ['not JSON', '/var/run/docker.sock'],
  ])('follows the context that %s chooses', (config, socket) => {
    writeFileSync(join(folder, 'config.json'), config)
    expect(findEngineSocket({ DOCKER_CONFIG: folder })).toBe(socket)
  })
})

describe('createEngineSocket', () => {
  const path = () => join(folder, 'engine.sock')
  const answer = async (status: number, type: string, body: string) => {
    const server = createServer((_, outgoing) => outgoing.writeHead(status, { 'content-type': type }).end(body))
    await new Promise<void>(resolve => server.listen(path(), resolve))
    return { [Symbol.asyncDispose]: async () => void server.close() }
  }

  it('gives status and JSON, and nothing for another kind of body', async () => {
    await using _server = await answer(404, 'application/json', '{"message":"no such container"}')
    const socket = createEngineSocket(path())
    expect(await socket.ask('GET', '/containers/x/json')).toEqual({
      status: 404,
      body: { message: 'no such container' },
    })
  })

  it('says that the engine is away where nobody listens, and where the answer is no JSON though it says so', async () => {
    const socket = createEngineSocket(path())
    await expect(socket.ask('GET', '/version')).rejects.toThrow(EngineAway)
    await using _server = await answer(200, 'application/json', '<html>')
    await expect(socket.ask('GET', '/version')).rejects.toThrow(EngineAway)
  })

  it('ends with the reason of the signal', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>(resolve => server.listen(path(), resolve))
    const abort = new AbortController()
    const asked = createEngineSocket(path()).ask('GET', '/version', abort.signal)
    abort.abort(new Error('stop now'))
    await expect(asked).rejects.toThrow('stop now')
    server.closeAllConnections()
    server.close()
  })
})
