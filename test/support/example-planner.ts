import { join } from 'node:path'
import { createDisk } from '../../src/adapters/disk/disk.ts'
import { createDocker } from '../../src/adapters/docker/client.ts'
import { openChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import type { App } from '../../src/core/app.ts'
import type { ContainerState } from '../../src/core/health/container-state.ts'
import type { ComposeModel } from '../../src/core/plan/compose-model.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import { planDeployment } from '../../src/core/plan/plan-deployment.ts'
import { gather, projectKey } from '../../src/pipeline/gather.ts'
import { diskView, resolveTarget } from '../../src/pipeline/target.ts'
import { containerState } from './container-state.ts'
import type { Example } from './examples.ts'
import { realGit } from './git-app.ts'
import { realClock } from './pipeline-samples.ts'
import { createRegistryFolder } from './registry-folder.ts'

/** Plans as the product does, with its own git, Compose and store; only what runs is taken as given: all that is live. */
export interface ExamplePlanner extends AsyncDisposable {
  /** Takes this commit, which is checked out, as deployed with success. */
  deploy(commit: string): Promise<void>
  /** The plan for this commit, which is checked out. */
  plan(commit: string): Promise<Plan>
}

export async function openExamplePlanner(
  folder: string,
  path: string,
  example: Pick<Example, 'app' | 'name'>,
): Promise<ExamplePlanner> {
  const app = readApp(path, example)
  const store = openStore(join(folder, 'data'), { clock: realClock })
  const disk = createDisk()
  const { git } = realGit(folder)
  const docker = createDocker({
    processes: createProcesses(openChildren(join(folder, 'compose-children'))),
    environment: { PATH: process.env.PATH ?? '', HOME: folder },
    inputKey: () => store.inputKey(),
  })
  let live: ComposeModel | undefined
  const look = async (tip: string) => {
    const target = await resolveTarget(app, diskView(app, disk))
    const model = { ...(await docker.resolve(target)), composeVersion }
    const ports = { store, git, disk }
    const gathered = await gather(
      {
        app,
        tip,
        target,
        model,
        containers: async () => runningOf(live),
        presentImages: async names => new Set(names),
      },
      ports,
    )
    return { ...gathered, model, project: projectKey(app, target).project }
  }
  return {
    async deploy(commit) {
      const { model, inputs, project } = await look(commit)
      const { name, repository, lane } = app
      const cause = { kind: 'request', by: 'ada' } as const
      const { id } = await store.request({ app: name, repository, lane, cause, wishes: {} }, 1)
      store.claim(1)
      store.patch(id, { commit, inputs, project, reached: 'report' })
      store.finish(id, 'succeeded', 2, { reason: 'live' })
      live = model
    },
    plan: async commit => planDeployment((await look(commit)).facts),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

function readApp(path: string, { app, name }: Pick<Example, 'app' | 'name'>): App {
  using registry = createRegistryFolder(
    JSON.stringify({ repos: { [`acme/${name}`]: { path, project: name, branch: 'main', ...app } } }),
  )
  const [read] = registry.load().apps
  if (read === undefined) throw new Error('the registry holds no app')
  return read
}

/** Plans tell what Compose will do by itself, which changed in 2.30; they shall read the same on every machine. */
const composeVersion = '2.26.1'

/** One running container for each service. */
const runningOf = (model: ComposeModel | undefined): ContainerState[] =>
  (model?.services ?? []).map(({ name, image }) => containerState(name, { imageName: image }))
