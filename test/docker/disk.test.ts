import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDisk } from '../../src/adapters/disk/disk.ts'
import { createEngine } from '../../src/adapters/docker/create-engine.ts'
import { createImageQueries } from '../../src/adapters/docker/images.ts'
import { createQuery } from '../../src/adapters/docker/query.ts'
import { openChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import { formatVersionTag } from '../../src/core/deployment/version-tag.ts'
import { requireFreeSpace } from '../../src/pipeline/free-space.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { limitCache, pruneVersions } from '../../src/pipeline/prune.ts'
import { testApp } from '../support/app-samples.ts'
import { buildTestImage } from '../support/docker-images.ts'
import { docker, minimalEnvironment } from '../support/docker-project.ts'
import { buildLabelled, isImageThere, removeLabelled } from '../support/labelled-image.ts'
import { sampleWanted } from '../support/store-samples.ts'

beforeAll(buildTestImage)

const signal = new AbortController().signal

function openSite(environment = minimalEnvironment()) {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-disk-'))
  const name = `t${randomBytes(4).toString('hex')}`
  const project = `red${name}`
  const store = openStore(join(folder, 'data'))
  const lines: string[] = []
  const query = createQuery(createProcesses(openChildren(join(folder, 'children'))), environment)
  return {
    project,
    store,
    lines,
    app: testApp({ name }),
    docker: createImageQueries(query, createEngine(query, environment)),
    context: { signal, note: (text: string) => lines.push(text) },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      for (const made of [project, `blue${name}`]) removeLabelled(made)
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** Begins a deployment to this project. */
async function begin(store: Store, app: string, project: string): Promise<number> {
  const { id } = await store.request(sampleWanted(app), 1_000)
  store.claim(1_000)
  store.patch(id, { project })
  return id
}

/** Builds what a deployment would, and keeps it as a deployment does. */
function buildVersion(project: string, id: number): string {
  const image = buildLabelled(project, `${project}-web:latest`)
  docker('tag', image, formatVersionTag(project, String(id), 'web'))
  return image
}

describe('images of versions', () => {
  it('keeps as many as are wanted, and lets go of older ones of this project alone', async () => {
    await using site = openSite()
    const { app, project, store, context, lines } = site
    const other = `blue${app.name}`
    const others = [1, 2].map(id => buildVersion(other, id))
    const othersLost = buildLabelled(other, `${other}-db:latest`)
    buildLabelled(other, `${other}-db:latest`)
    const images: string[] = []
    for (let count = 0; count < 5; count += 1) {
      const id = await begin(store, app.name, project)
      images.push(buildVersion(project, id))
      await pruneVersions({ app, project, keep: id }, site, context)
      store.finish(id, 'succeeded', 2_000, { reason: 'It is live.' })
    }
    expect(images.map(isImageThere)).toEqual([false, false, true, true, true])
    expect([...others, othersLost].map(isImageThere)).toEqual([true, true, true])
    expect(lines).toEqual(Array(2).fill('let go of images of versions that are no longer kept'))
  })

  it('removes what failed builds left without a name', async () => {
    await using site = openSite()
    const { app, project, store, context, lines } = site
    const id = await begin(store, app.name, project)
    const failed = buildLabelled(project, `${project}-web:latest`)
    const good = buildVersion(project, id)
    await pruneVersions({ app, project, keep: id }, site, context)
    expect([failed, good].map(isImageThere)).toEqual([false, true])
    expect(lines).toEqual(["removed 1 of the project's images that had lost their name"])
  })

  it('keeps what a deployment may still have to go back to', async () => {
    await using site = openSite()
    const { project, store, context } = site
    const app = { ...site.app, versions: 1 }
    const first = await begin(store, app.name, project)
    const before = buildVersion(project, first)
    store.finish(first, 'succeeded', 2_000, { reason: 'It is live.' })
    const second = await begin(store, app.name, project)
    const after = buildVersion(project, second)
    store.patch(second, { previous: { deployment: first, composeFiles: [], images: [] } })
    await pruneVersions({ app, project, keep: second }, site, context)
    expect([before, after].map(isImageThere)).toEqual([true, true])
    store.finish(second, 'succeeded', 2_000, { reason: 'It is live.' })
    await pruneVersions({ app, project, keep: second }, site, context)
    expect([before, after].map(isImageThere)).toEqual([false, true])
  })

  it('leaves an outdated version that a container uses', async () => {
    await using site = openSite()
    const { project, store, context } = site
    const first = await begin(store, site.app.name, project)
    const image = buildLabelled(project, formatVersionTag(project, String(first), 'web'))
    docker('create', '--label', `com.docker.compose.project=${project}`, image, 'true')
    await pruneVersions({ app: site.app, project, keep: first + 1 }, site, context)
    expect(isImageThere(image)).toBe(true)
  })

  it('warns where the engine does not answer, and fails nothing', async () => {
    await using site = openSite({ ...minimalEnvironment(), DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
    const { app, project, context, lines } = site
    await pruneVersions({ app, project, keep: 1 }, site, context)
    await limitCache(1e9, site, context)
    await limitCache(undefined, site, context)
    expect(lines).toEqual([
      expect.stringMatching(/^warning: images that are no longer needed could not be removed: The Docker engine/),
      expect.stringMatching(/^warning: the build cache could not be cut down: The Docker engine/),
    ])
  })
})

describe('free space', () => {
  /** A disk of this size, in MiB; mounting one needs root. */
  function mountDisk(size: number): Disposable & { readonly path: string } {
    const path = mkdtempSync(join(tmpdir(), 'redhook-full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', path])
    const end = () => {
      execFileSync('umount', [path])
      rmSync(path, { recursive: true })
    }
    return { path, [Symbol.dispose]: end }
  }
  const engineAt = (folder: string | undefined) => ({ disk: createDisk(), docker: { rootFolder: async () => folder } })

  it("fails before a build where the engine's disk is nearly full, and says what to do", async () => {
    using disk = mountDisk(100)
    await expect(requireFreeSpace(engineAt(disk.path), signal)).rejects.toMatchObject({
      code: 'DISK_LOW',
      message: `Only 100 MiB are free at ${disk.path}, where the Docker engine keeps its images; a build needs 1024 MiB`,
      hint: expect.stringContaining('docker builder prune'),
    })
  })

  it('is content with enough', async () => {
    using disk = mountDisk(1_025)
    await requireFreeSpace(engineAt(disk.path), signal)
  })

  it('asks nothing where the disk is elsewhere, or cannot be told', async () => {
    await requireFreeSpace(engineAt(undefined), signal)
    await requireFreeSpace(engineAt('/nonexistent'), signal)
  })
})
