import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A container as tests compare it. */
export interface Container {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly status: string
  /** Changes whenever the container is started anew. */
  readonly startedAt: string
  readonly env: Readonly<Record<string, string>>
}

/** The output of the docker command line. */
export const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim()

/** All containers of a Compose project, stopped ones too; of one service, if it is named. */
export async function containersOf(project: string, service?: string): Promise<Container[]> {
  const labels = [`project=${project}`, ...(service === undefined ? [] : [`service=${service}`])]
  const filters = labels.flatMap(label => ['--filter', `label=com.docker.compose.${label}`])
  const ids = (await docker('ps', '-aq', '--no-trunc', ...filters)).split('\n').filter(Boolean)
  if (ids.length === 0) return []
  return (JSON.parse(await docker('inspect', ...ids)) as Inspected[]).map(toContainer)
}

/** The only container of a service. */
export async function containerOf(project: string, service = 'web'): Promise<Container> {
  const [container, another] = await containersOf(project, service)
  if (!container || another) throw new Error(`${project} has ${another ? 'several' : 'no'} containers of ${service}`)
  return container
}

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Image: string
  readonly State: { readonly Status: string; readonly StartedAt: string }
  readonly Config: { readonly Env: readonly string[] | null }
}

const toContainer = ({ Id, Name, Image, State, Config }: Inspected): Container => ({
  id: Id,
  name: Name.slice(1),
  image: Image,
  status: State.Status,
  startedAt: State.StartedAt,
  env: Object.fromEntries((Config.Env ?? []).map(line => line.split(/=(.*)/s))),
})
