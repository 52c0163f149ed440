import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createPreviewEngine } from '../../src/adapters/docker/preview-engine.ts'
import { forgetChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import type { Processes } from '../../src/pipeline/ports/processes.ts'
import { createKeeper } from '../../src/pipeline/previews/keeper.ts'
import { buildTestImage, testImage } from '../support/docker-images.ts'
import { docker, minimalEnvironment } from '../support/docker-project.ts'
import { eventually } from '../support/pipeline-samples.ts'
import { openPreviewBench, samplePreview } from '../support/preview-bench.ts'
import { thingsOf } from '../support/preview-stage.ts'
import { makeDataFolder } from '../support/store-samples.ts'

const never = new Promise<never>(() => undefined)
const processes = createProcesses(forgetChildren)

/** Nothing comes after this: the process is gone. */
function openCrash() {
  const { promise, resolve } = Promise.withResolvers<void>()
  const crash = () => {
    resolve()
    return never
  }
  return { happened: promise, crash }
}
const engineWith = (given: Processes) => createPreviewEngine({ processes: given, environment: minimalEnvironment() })

/** A container, a network and a volume, as Compose labels those of a project. */
function makeThings(project: string, label: string): void {
  const labels = ['--label', `com.docker.compose.project=${project}`, '--label', label]
  docker('network', 'create', ...labels, `${project}_default`)
  docker('volume', 'create', ...labels, `${project}_data`)
  const mount = ['-v', `${project}_data:/data`, '--network', `${project}_default`]
  docker('create', '--init', ...labels, ...mount, testImage, 'sleep', '1000')
}

it.each([
  ['its containers were removed, but not its volumes', true, ['volume']],
  ['all that Docker had was removed, but not its files', false, []],
])('a removal that a crash ended when %s is finished at the next start', async (_title, keepsVolumes, left) => {
  buildTestImage()
  using data = makeDataFolder()
  const app = `t${randomBytes(4).toString('hex')}`
  const preview = samplePreview(1, { app, name: `pr1-${app}`, state: 'removing', closedAt: 5 })
  const label = ['redhook.preview', app] as const
  onTestFinished(() => engineWith(processes).remove(preview.name, label.join('=')))
  makeThings(preview.name, label.join('='))
  const kinds = () => thingsOf(preview.name).map(thing => thing.split(' ')[0])
  expect(kinds()).toEqual(['container', 'network', 'volume'])

  const checkout = join(data.path, 'previews', app, '1')
  mkdirSync(checkout, { recursive: true })
  const outliving = { path: data.path, [Symbol.dispose]: () => undefined }
  {
    await using bench = openPreviewBench(undefined, outliving)
    const { happened, crash } = openCrash()
    const engine = engineWith({
      run: (command, options) =>
        keepsVolumes && command.argv.join(' ').includes('volume rm') ? crash() : processes.run(command, options),
    })
    const folders = { ...bench.ports.folders, remove: crash }
    const keeper = createKeeper({ ...bench.ports, label, engine, folders, onChange: () => undefined })
    keeper.put(preview)
    await happened
    expect(kinds()).toEqual(left)
  }
  expect(existsSync(checkout)).toBe(true)
  await using bench = openPreviewBench(undefined, outliving)
  expect(bench.store.preview(app, 1)?.state).toBe('removing')
  await using keeper = createKeeper({ ...bench.ports, label, engine: engineWith(processes), onChange: () => undefined })
  keeper.settle(app)
  await eventually(
    () => bench.store.preview(app, 1)?.state,
    state => state === 'gone',
  )
  expect([kinds(), existsSync(checkout)]).toEqual([[], false])
})
