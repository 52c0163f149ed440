import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine } from '../../src/adapters/docker/create-engine.ts'
import type { Engine } from '../../src/adapters/docker/engine.ts'
import { engineByCommand } from '../../src/adapters/docker/engine-by-command.ts'
import { engineBySocket } from '../../src/adapters/docker/engine-by-socket.ts'
import { createEngineSocket, EngineAway } from '../../src/adapters/docker/engine-socket.ts'
import { createQuery } from '../../src/adapters/docker/query.ts'
import { openChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import { buildTestImage, testImage } from '../support/docker-images.ts'
import { docker, minimalEnvironment } from '../support/docker-project.ts'
import { buildLabelled, isImageThere, removeLabelled } from '../support/labelled-image.ts'

const name = `t${randomBytes(4).toString('hex')}`
const children = join(tmpdir(), `redhook-engine-${name}`)
const queryOf = (environment: Record<string, string>) =>
  createQuery(createProcesses(openChildren(children)), environment)
const byCommand = engineByCommand(queryOf(minimalEnvironment()))
const bySocket = engineBySocket(createEngineSocket('/var/run/docker.sock'))
const label = `com.docker.compose.project=${name}`

beforeAll(() => {
  buildTestImage()
  for (const which of ['one', 'two']) {
    docker('run', '-d', '--name', `${name}-${which}`, '--label', label, '--init', testImage, 'sleep', '1000')
  }
  docker('stop', '-t', '0', `${name}-two`)
  buildLabelled(name, `redhook-test/${name}:1`)
  buildLabelled(name, `redhook-test/${name}:1`)
})
afterAll(() => {
  docker('rm', '-f', `${name}-one`, `${name}-two`)
  removeLabelled(name)
})

const sorted = <T>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

describe('the socket and the command line', () => {
  const agree = async <T>(ask: (engine: Engine) => Promise<readonly T[]>) => {
    const answers = await Promise.all([bySocket, byCommand].map(ask))
    const [first = [], second = []] = answers.map(sorted)
    expect(first).toEqual(second)
    return first
  }

  it('list the same containers, running or not', async () => {
    expect(await agree(engine => engine.list([label], { all: true }))).toHaveLength(2)
    const [running] = await agree(engine => engine.list([label], { all: false }))
    expect(running).toMatchObject({ ref: { name: `${name}-one`, isRunning: true, project: name } })
  })

  it('inspect the same containers, and say when one is gone', async () => {
    const ids = (await bySocket.list([label], { all: true })).map(({ ref }) => ref.id)
    expect(await agree(async engine => (await engine.inspect(ids)) ?? [])).toHaveLength(2)
    for (const engine of [bySocket, byCommand]) expect(await engine.inspect([...ids, 'f'.repeat(64)])).toBe(undefined)
  })

  it('know the same images by name and id, and pass over those that are not there', async () => {
    const [{ id } = { id: '' }] = await agree(engine => engine.images([testImage, 'not/there:1']))
    expect(id).toMatch(/^sha256:/)
    expect(await agree(engine => engine.images([id]))).toHaveLength(1)
    expect(await agree(engine => engine.nameless(label))).toHaveLength(1)
  })

  it.each([
    ['socket', bySocket],
    ['command line', byCommand],
  ] as const)('give and take names away by the %s', async (_, engine) => {
    const prefix = `redhook-test/tags:${name}.`
    await engine.tag(testImage, `${prefix}a`)
    await engine.tag(testImage, `${prefix}b`)
    const named = async (either: Engine) => (await either.imagesLike(prefix)).flatMap(({ tags }) => tags)
    expect((await agree(named)).filter(tag => tag.startsWith(prefix))).toEqual([`${prefix}a`, `${prefix}b`])
    await engine.tag(testImage, `localhost:5000/${name}`)
    expect(isImageThere(`localhost:5000/${name}:latest`), 'a port is no tag').toBe(true)
    await engine.untag([`${prefix}a`, `${prefix}gone`, `${prefix}b`, `localhost:5000/${name}`])
    expect([`${prefix}a`, `${prefix}b`, testImage].map(isImageThere)).toEqual([false, false, true])
  })
})

describe('createEngine', () => {
  it('lets the command line say why the engine does not answer', async () => {
    const environment = { ...minimalEnvironment(), DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
    const engine = createEngine(queryOf(environment), environment)
    await expect(engine.list([label], { all: true })).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' })
    await expect(engineBySocket(createEngineSocket('/nonexistent/docker.sock')).nameless(label)).rejects.toThrow(
      EngineAway,
    )
  })

  it('says in words of the engine that an image to be tagged is not there', async () => {
    const engine = createEngine(queryOf(minimalEnvironment()), minimalEnvironment())
    await expect(engine.tag('not/there:1', 'redhook-test/x:1')).rejects.toThrow(/No such image/)
  })
})
