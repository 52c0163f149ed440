import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { containersOf, docker } from './containers.ts'
import { type DeploymentJson, type Files, openSandbox, type Repository, type Sandbox, type Server } from './sandbox.ts'

/** A deployed app of many services, which a table of pushes goes on top of, one after another. */
export interface RowStage extends AsyncDisposable {
  readonly box: Sandbox
  readonly server: Server
  readonly repository: Repository
  readonly project: string
  /** Pushes, delivers, waits, and tells what became of the containers. */
  push(files: Files): Promise<Row>
  /** A file as the service's container sees it, without line ends around. */
  see(service: string, path: string): Promise<string>
  /** Writes a file that git does not track into the checkout on the server. */
  onServer(path: string, content: string): void
}

export interface Row {
  readonly deployment: DeploymentJson
  /** Services whose containers are not those of before, or were started anew: `web recreated`, `proxy restarted`; sorted. */
  readonly touched: string[]
  /** What the plan says of each service that it does not leave: `build web`; sorted. */
  readonly planned: string[]
}

/** Deploys the first version. `settings` are those of the app in the registry, beside path and project. */
export async function openRowStage(files: Files, settings: Record<string, unknown> = {}): Promise<RowStage> {
  const box = await openSandbox()
  const app = box.project('rows')
  const project = `red${app}`
  const repository = box.repository('rows', files)
  box.registry({ 'acme/rows': { path: repository.checkout, project: app, ...settings } })
  const server = await box.start()
  const first = await server.deploy(repository, {})
  if (first.status !== 'succeeded') throw new Error(`the first deployment ${JSON.stringify(first, undefined, 2)}`)
  return {
    ...{ box, server, repository, project },
    async push(changes) {
      const before = await statesOf(project)
      const deployment = await server.deploy(repository, changes)
      return { deployment, touched: compare(before, await statesOf(project)), planned: plannedOf(deployment) }
    },
    async see(service, path) {
      const [container] = await containersOf(project, service)
      return docker('exec', container?.id ?? '', 'cat', path)
    },
    onServer: (path, content) => writeFileSync(join(repository.checkout, path), content),
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  }
}

type States = ReadonlyMap<string, { readonly id: string; readonly startedAt: string }>

async function statesOf(project: string): Promise<States> {
  const containers = await containersOf(project)
  return new Map(containers.map(({ name, id, startedAt }) => [serviceOf(name, project), { id, startedAt }]))
}

const serviceOf = (name: string, project: string): string => name.slice(project.length + 1).replace(/-\d+$/, '')

function compare(before: States, after: States): string[] {
  const became = (service: string): string | undefined => {
    const [then, now] = [before.get(service), after.get(service)]
    if (then === undefined) return 'created'
    if (now === undefined) return 'removed'
    if (then.id !== now.id) return 'recreated'
    return then.startedAt === now.startedAt ? undefined : 'restarted'
  }
  return [...new Set([...before.keys(), ...after.keys()])]
    .map(service => [service, became(service)])
    .filter(([, what]) => what !== undefined)
    .map(words => words.join(' '))
    .sort()
}

const plannedOf = ({ plan }: DeploymentJson): string[] =>
  (plan?.services ?? [])
    .filter(({ action }) => action !== 'leave')
    .map(({ service, action }) => `${action} ${service}`)
    .sort()
