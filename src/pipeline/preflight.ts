import { dirname } from 'node:path'
import { type App, projectName } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import type { Target } from '../core/target.ts'
import type { Disk } from './ports/disk.ts'
import type { ContainerRef, Docker } from './ports/docker.ts'
import type { Planned } from './run.ts'
import type { StepContext } from './step-context.ts'

export interface PreflightPorts {
  readonly docker: Docker
  readonly disk: Pick<Disk, 'realPath'>
  /** Every app of the registry in force. */
  apps(): readonly App[]
}

/**
 * What has to be settled before anything is built or started. A first deployment is looked at closely; a later one costs no call of
 * Docker at all, and what Compose warns about then shows in its own output.
 * @throws RedhookError SELF_PROJECT, FOREIGN_PROJECT, ENV_MISSING, COMPOSE_INVALID
 */
export async function preflight(
  app: App,
  target: Target,
  { isFirst, model }: Pick<Planned, 'isFirst' | 'model'>,
  ports: PreflightPorts,
  context: StepContext,
): Promise<void> {
  await refuseOwnProject(target, ports.docker)
  if (!isFirst) return
  await refuseForeignProject(app, target, ports, context)
  const unset = model?.unset ?? []
  if (unset.length > 0) throw unsetVariables(unset)
}

/** Redhook would stop itself in the middle of the deployment. */
async function refuseOwnProject({ project, cwd, files, envFile }: Target, docker: Docker): Promise<void> {
  const own = await docker.ownContainer()
  if (own?.project !== project) return
  const words = [...files.map(file => `-f ${file}`), ...(envFile === undefined ? [] : [`--env-file ${envFile}`])].join(
    ' ',
  )
  throw new RedhookError(`Redhook's own container ${own.name} belongs to the project ${project}`, {
    code: 'SELF_PROJECT',
    hint: `Deploy it from the host: cd ${cwd} && docker compose -p ${project} ${words} up -d --build. Set self: skip to have pushes ignored.`,
  })
}

async function refuseForeignProject(
  app: App,
  target: Target,
  { docker, disk, apps }: PreflightPorts,
  { signal, note }: StepContext,
): Promise<void> {
  // Compose's working directory is the folder of the first file.
  const folders = [target.cwd, ...target.files.slice(0, 1).map(file => dirname(file))]
  const real = await Promise.all(folders.map(folder => disk.realPath(folder)))
  const found = await docker.containersIn([...new Set([...folders, ...real])], signal)
  const owned = new Set([target.project, ...apps().flatMap(projectsOf)])
  const foreign = found.filter(({ project }) => project !== undefined && !owned.has(project))
  const [first] = foreign
  if (first?.project === undefined) return
  note(`running here under ${first.project}: ${foreign.map(({ name }) => name).join(', ')}`)
  throw foreignProject(app, target, first.project, foreign)
}

/** Every Compose project that an app owns: whatever its color is or was. */
const projectsOf = (app: App): string[] =>
  app.color === 'none' ? [app.name] : [projectName(app, 'red'), projectName(app, 'blue')]

function foreignProject(app: App, target: Target, project: string, containers: readonly ContainerRef[]): RedhookError {
  const names = containers.map(({ name }) => name).join(', ')
  const adopt = project === app.name ? 'color: none' : `color: none and project: ${project}`
  return new RedhookError(
    `${target.cwd} already runs as the Compose project ${project} (${names}), which no app owns`,
    {
      code: 'FOREIGN_PROJECT',
      hint: `To go on with that project, set ${adopt} for this app. To start anew as ${target.project}, stop it first: docker compose -p ${project} down`,
    },
  )
}

const unsetVariables = (names: readonly string[]) =>
  new RedhookError(`The environment is incomplete; variables that are not set: ${names.join(', ')}`, {
    code: 'ENV_MISSING',
    hint: "Write them into the app's .env on this server (an empty value will do), then: redhook deploy.",
  })
