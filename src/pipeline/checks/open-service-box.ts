import { dirname, join } from 'node:path'
import type { App } from '../../core/app.ts'
import { boundModel } from '../../core/check/bound-model.ts'
import { RedhookError } from '../../core/errors.ts'
import { createAllow, judgeModel, previewRefused } from '../../core/preview/judge-model.ts'
import { entriesOf, pathsOf } from '../../core/preview/model-paths.ts'
import { formatEnvFile } from '../../core/preview/preview-env.ts'
import { renderModel } from '../../core/preview/render-model.ts'
import type { Target } from '../../core/target.ts'
import type { CheckBox } from '../ports/check-boxes.ts'
import { diskView, resolveTarget } from '../target.ts'
import type { CheckPorts } from './check-ports.ts'
import type { BoxWish, CheckWork } from './check-work.ts'

/**
 * Makes a Compose project of the service and what it depends on. As for a preview, what runs is a file of our own, made of the model that was
 * judged.
 * @throws RedhookError PREVIEW_REFUSED, CHECK_FAILED, and what Compose has against the files
 */
export async function openServiceBox(
  { app, check, lines, signal }: CheckWork,
  service: string,
  { spec, limits, tree }: BoxWish,
  ports: CheckPorts,
): Promise<CheckBox> {
  const { boxes, engine, folders } = ports
  const project = boxes.projectOf(check.id)
  const target = await targetIn(tree, app, project, ports)
  const { model } = await engine.resolve(target, tree, signal)
  if (!entriesOf(model, 'services').some(([name]) => name === service)) throw noService(service, model)
  const allow = app.previews?.allow ?? []
  const refusals = judgeModel(model, { root: tree, realPaths: await folders.realPaths(pathsOf(model)), allow })
  if (refusals.length > 0) throw refused(service, previewRefused(refusals))
  const label = boxes.labelOf(check.id)
  const rendered = renderModel(model, { project, label, ports: {}, isAllowed: createAllow(allow) })
  const file = join(dirname(tree), 'compose.json')
  await folders.write(file, JSON.stringify(boundModel(rendered, limits)))
  const request = { id: check.id, tree, limits, env: spec.env, service, files: [file], cwd: target.cwd }
  return boxes.openService(request, { signal, onLine: lines.output('build') })
}

/** The app as it would be in the tree, with the variables of previews and none of its own. */
async function targetIn(tree: string, app: App, project: string, { disk }: CheckPorts): Promise<Target> {
  const env = app.previews?.env ?? {}
  if (Object.keys(env).length > 0) await disk.replace(join(tree, app.dir, '.env'), formatEnvFile(env), tree)
  const moved: App = { ...app, name: project, path: tree, lane: tree, color: 'none', environment: {} }
  return resolveTarget(moved, diskView(moved, disk))
}

/** Checks let through what previews do. */
const refused = (service: string, { message, hint, code }: RedhookError) =>
  new RedhookError(message.replace('This preview', `The service ${service}`), { code, hint })

const noService = (service: string, model: unknown) =>
  new RedhookError(
    `There is no service ${service} in the Compose file, which has ${entriesOf(model, 'services')
      .map(([name]) => name)
      .join(', ')}`,
    { code: 'CHECK_FAILED', hint: 'Correct service: in .redhook.yml.' },
  )
