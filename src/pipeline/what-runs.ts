import type { ContainerState } from '../core/health/container-state.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { PlanFacts } from '../core/plan/facts.ts'
import { builtImages } from './apply.ts'

/** The model, and the questions about Docker's state that a plan may ask. */
export interface DockerQuestions {
  /** The model at the tip; absent for a `command` app. */
  readonly model?: ComposeModel
  /** Only asked where something may run or be there. */
  readonly containers: () => Promise<readonly ContainerState[]>
  /** Which of these images are there. */
  readonly presentImages: (names: readonly string[]) => Promise<ReadonlySet<string>>
}

type Running = Pick<PlanFacts, 'down' | 'orphans' | 'missingImages'>

/** What of the model runs and is there. Nothing is asked before a first deployment, which starts and builds everything. */
export async function whatRuns(
  { model, containers, presentImages }: DockerQuestions,
  hasRun: boolean,
): Promise<Running> {
  if (model === undefined || !hasRun) return { down: [], orphans: [], missingImages: [] }
  const names = builtImages(model)
  const [states, present] = await Promise.all([containers(), presentImages(names)])
  const known = [...model.services.map(({ name }) => name), ...model.inactive]
  const isUp = (service: string) => {
    const own = states.filter(state => state.service === service)
    return own.length > 0 && own.every(isRunningOrDone)
  }
  return {
    down: model.services.filter(({ name, replicas }) => replicas !== 0 && !isUp(name)).map(({ name }) => name),
    orphans: [...new Set(states.map(({ service }) => service))].filter(service => !known.includes(service)),
    missingImages: names.filter(name => !present.has(name)),
  }
}

const isRunningOrDone = ({ status, exitCode, restartPolicy }: ContainerState): boolean =>
  status === 'running' || (status === 'exited' && exitCode === 0 && ['no', 'on-failure'].includes(restartPolicy))
