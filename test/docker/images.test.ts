import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEngine } from '../../src/adapters/docker/create-engine.ts'
import { createImageQueries } from '../../src/adapters/docker/images.ts'
import { createQuery } from '../../src/adapters/docker/query.ts'
import { openChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import { buildTestImage } from '../support/docker-images.ts'
import { docker, minimalEnvironment } from '../support/docker-project.ts'
import { buildLabelled, isImageThere, removeLabelled } from '../support/labelled-image.ts'
import { type PrivateEngine, startPrivateEngine } from '../support/private-engine.ts'

const children = join(tmpdir(), `redhook-images-${randomBytes(4).toString('hex')}`)
const asked: string[][] = []
const open = (environment: Readonly<Record<string, string>> = minimalEnvironment()) => {
  const query = createQuery(createProcesses(openChildren(children)), environment)
  const run: typeof query.run = (words, ...rest) => {
    asked.push([...words])
    return query.run(words, ...rest)
  }
  const text: typeof query.text = (words, ...rest) => {
    asked.push([...words])
    return query.text(words, ...rest)
  }
  const recorded = { run, text }
  return createImageQueries(recorded, createEngine(recorded, environment))
}

let project: string
let name: string

beforeAll(buildTestImage)

beforeEach(() => {
  project = `t${randomBytes(4).toString('hex')}`
  name = `redhook-test/${project}`
  asked.length = 0
})

afterEach(() => {
  removeLabelled(project)
  removeLabelled(`${project}2`)
  rmSync(children, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

describe('names and ids', () => {
  it('finds ids by name, however it is written, and by id; what is not there is left out', async () => {
    const id = buildLabelled(project, `${name}:latest`)
    const names = [name, `${name}:latest`, `docker.io/${name}`, id, `${name}:gone`, `sha256:${'0'.repeat(64)}`]
    expect([...(await open().imageIds(names))]).toEqual(names.slice(0, 4).map(asWritten => [asWritten, id]))
    expect(await open().imageIds([])).toEqual(new Map())
  })

  it('gives an image a further name, and moves a name that another had', async () => {
    const images = open()
    const [one, other] = [buildLabelled(project, `${name}:1`), buildLabelled(project, `${name}:2`)]
    await images.tag(one, `${name}:3`)
    await images.tag(`${name}:2`, `${name}:1`)
    expect([...(await images.imageIds([`${name}:1`, `${name}:3`])).values()]).toEqual([other, one])
  })

  it('fails to name an image that is not there, and says so', async () => {
    await expect(open().tag(`${name}:gone`, `${name}:1`)).rejects.toThrow(/No such image/)
  })

  it('lists the names that begin so, and no others', async () => {
    buildLabelled(project, `${name}:1`)
    docker('tag', `${name}:1`, `${name}-b:1`)
    docker('tag', `${name}:1`, `redhook-other/${project}:1`)
    expect((await open().listTags(name)).sort()).toEqual([`${name}-b:1`, `${name}:1`])
    expect(await open().listTags(`${name}-none`)).toEqual([])
  })
})

describe('taking names away', () => {
  it('removes an image with its last name, and passes over names that are not there', async () => {
    const id = buildLabelled(project, `${name}:1`)
    docker('tag', id, `${name}:2`)
    const images = open()
    await images.untag([`${name}:gone`, `${name}:1`])
    expect(isImageThere(id)).toBe(true)
    await images.untag([`${name}:2`])
    expect(isImageThere(id)).toBe(false)
    await images.untag([])
  })

  it('leaves the image that a container uses, running or not', async () => {
    const id = buildLabelled(project, `${name}:1`)
    docker('create', '--label', `com.docker.compose.project=${project}`, name.concat(':1'), 'true')
    await open().untag([`${name}:1`])
    expect(isImageThere(id)).toBe(true)
  })

  it('removes images without a name of this project alone, and none that a container uses', async () => {
    const lost = buildLabelled(project, `${name}:1`)
    const used = buildLabelled(project, `${name}:1`)
    docker('create', '--label', `com.docker.compose.project=${project}`, used, 'true')
    const named = buildLabelled(project, `${name}:1`)
    const othersLost = buildLabelled(`${project}2`, `${name}-b:1`)
    buildLabelled(`${project}2`, `${name}-b:1`)

    expect(await open().removeDangling(project)).toBe(1)
    expect([lost, used, named, othersLost].map(isImageThere)).toEqual([false, true, true, true])
    expect(await open().removeDangling(`${project}3`)).toBe(0)
  })
})

describe('room', () => {
  it("knows the engine's folder, and asks for it once", async () => {
    const images = open()
    const folders = await Promise.all([images.rootFolder(), images.rootFolder()])
    expect(folders).toEqual([docker('info', '--format', '{{.DockerRootDir}}'), folders[0]])
    expect(existsSync(folders[0] ?? '')).toBe(true)
    await images.rootFolder()
    expect(asked).toHaveLength(2)
  })

  it('knows no folder of an engine that is elsewhere, and does not talk to it', async () => {
    expect(await open({ ...minimalEnvironment(), DOCKER_HOST: 'tcp://127.0.0.1:1' }).rootFolder()).toBe(undefined)
    expect(asked).toHaveLength(1)
  })

  it('asks for the folder again where the engine did not answer', async () => {
    const images = open({ ...minimalEnvironment(), DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
    await expect(images.rootFolder()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' })
    await expect(images.rootFolder()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' })
    expect(asked).toHaveLength(4)
  })

  it('cuts the build cache down, and keeps what fits', async () => {
    await using engine = await startPrivateEngine()
    const cached = () => engine.docker('system', 'df', '--format', '{{.Type}} {{.Size}}').split('\n').at(-1)
    fillCache(engine)
    expect(cached()).toMatch(/^Build Cache (2\.9|3)\d*MB$/)
    const images = open(engine.env)
    expect(await images.limitBuildCache(1e9)).toMatch(/0B/)
    expect(cached()).toMatch(/^Build Cache (2\.9|3)\d*MB$/)
    expect(await images.limitBuildCache(10)).toMatch(/MB/)
    expect(cached()).toBe('Build Cache 0B')
  })
})

/** Leaves 3 MB in the build cache that no image uses. */
function fillCache(engine: PrivateEngine): void {
  const context = join(tmpdir(), `${project}-context`)
  try {
    mkdirSync(context)
    writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY big /\n')
    writeFileSync(join(context, 'big'), randomBytes(1_500_000))
    engine.docker('build', '-q', '--output', `type=local,dest=${context}/out`, context)
  } finally {
    rmSync(context, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
