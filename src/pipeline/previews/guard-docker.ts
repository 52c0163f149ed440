import { join } from 'node:path'
import type { PreviewSettings } from '../../core/app.ts'
import type { PreviewApp } from '../../core/preview/is-preview.ts'
import { createAllow, judgeModel, previewRefused } from '../../core/preview/judge-model.ts'
import { pathsOf } from '../../core/preview/model-paths.ts'
import { previewFiles } from '../../core/preview/preview-app.ts'
import { renderModel } from '../../core/preview/render-model.ts'
import type { Target } from '../../core/target.ts'
import type { Docker } from '../ports/docker.ts'
import type { PreviewEngine, PreviewFolders } from '../ports/preview-engine.ts'
import { type PortPorts, providePorts } from './provide-ports.ts'

export interface GuardPorts extends PortPorts {
  readonly docker: Docker
  readonly engine: PreviewEngine
  readonly folders: PreviewFolders
  /** `data/previews`, absolute. */
  readonly folder: string
  /** Marks what belongs to the previews of this Redhook. */
  readonly label: readonly [name: string, value: string]
  /** Writes the `.env`, which moving the checkout may have put back. */
  prepare(): Promise<void>
}

/**
 * Docker for the preview of a pull request: the project's files are resolved and judged, and what runs is a file of our own, made of the
 * very model that was judged. The files of the repository are never given to a command that starts or builds something.
 * @throws RedhookError PREVIEW_REFUSED from whatever is asked first
 */
export function guardDocker(app: PreviewApp, settings: PreviewSettings, ports: GuardPorts): Docker {
  const { docker } = ports
  let made: { readonly target: Target; readonly unset: readonly string[] } | undefined
  const make = async (target: Target, signal?: AbortSignal) => {
    made = await makeOwnFile(app, settings, { target, ports, ...(signal ? { signal } : {}) })
    return made
  }
  const own = async (target: Target, signal?: AbortSignal) => (made ?? (await make(target, signal))).target
  return {
    ...docker,
    async resolve(target, signal) {
      const { target: guarded, unset } = await make(target, signal)
      return { ...(await docker.resolve(guarded, signal)), unset: [...unset] }
    },
    pull: async (target, options, run) => docker.pull(await own(target, run.signal), options, run),
    build: async (target, options, run) => docker.build(await own(target, run.signal), options, run),
    up: async (target, options, run) => docker.up(await own(target, run.signal), options, run),
    restart: async (target, services, run) => docker.restart(await own(target, run.signal), services, run),
    runIn: async (target, service, argv, run) => docker.runIn(await own(target, run.signal), service, argv, run),
    execIn: async (target, service, argv, run) => docker.execIn(await own(target, run.signal), service, argv, run),
  }
}

interface Making {
  readonly target: Target
  readonly ports: GuardPorts
  readonly signal?: AbortSignal
}

async function makeOwnFile(app: PreviewApp, settings: PreviewSettings, { target, ports, signal }: Making) {
  const { engine, folders, folder, label } = ports
  await ports.prepare()
  const root = (await folders.realPaths([app.path])).get(app.path) ?? app.path
  const { model, unset } = await engine.resolve({ ...target, envFile: join(target.cwd, '.env') }, root, signal)
  const realPaths = await folders.realPaths(pathsOf(model))
  const refusals = judgeModel(model, { root, realPaths, allow: settings.allow })
  if (refusals.length > 0) throw previewRefused(refusals)
  const assigned = await providePorts(app, settings, model, ports)
  const isAllowed = createAllow(settings.allow)
  const file = previewFiles(folder, app.preview.of, app.preview.number).compose
  const rendered = renderModel(model, { project: target.project, label, ports: assigned, isAllowed })
  await folders.write(file, JSON.stringify(rendered))
  const { envFile, ...rest } = target
  return { target: { ...rest, files: [file], environment: {} }, unset }
}
