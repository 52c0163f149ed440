import type { ContainerState, Dependency, Health } from '../../core/health/container-state.ts'
import type { Listed } from './engine.ts'
import type { Inspected } from './inspected.ts'

const label = 'com.docker.compose.'

/** Inspected containers: those of Compose services, without the one-off ones of `run`. */
export const toContainerStates = (inspected: readonly Inspected[]): ContainerState[] =>
  inspected
    .filter(({ Config }) => Config.Labels?.[`${label}service`] && Config.Labels[`${label}oneoff`] !== 'True')
    .map(toState)

function toState({ Id, Name, Image, RestartCount, State, Config, HostConfig }: Inspected): ContainerState {
  const labels = Config.Labels ?? {}
  const startedAt = Date.parse(State.StartedAt)
  const health = toHealth(State.Health)
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    service: labels[`${label}service`] ?? '',
    image: Image,
    imageName: Config.Image,
    status: State.Status,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    ...(State.Error === '' ? {} : { error: State.Error }),
    // A container that never started has the year 1.
    ...(startedAt > 0 ? { startedAt } : {}),
    restartCount: RestartCount,
    restartPolicy: toRestartPolicy(HostConfig.RestartPolicy.Name),
    ...(health ? { health } : {}),
    publishesPorts: Object.keys(HostConfig.PortBindings ?? {}).length > 0,
    dependsOn: parseDependsOn(labels[`${label}depends_on`] ?? ''),
  }
}

const toRestartPolicy = (name: string): ContainerState['restartPolicy'] =>
  name === 'always' || name === 'on-failure' || name === 'unless-stopped' ? name : 'no'

function toHealth(health: Inspected['State']['Health']): Health | undefined {
  if (!health || health.Status === 'none') return undefined
  const status = health.Status === 'healthy' || health.Status === 'unhealthy' ? health.Status : 'starting'
  const last = health.Log?.at(-1)
  return last ? { status, lastOutput: `${last.Output.trim()} (exit code ${last.ExitCode})`.trim() } : { status }
}

/** `db:service_healthy:false,migrate:service_completed_successfully:false` */
const parseDependsOn = (text: string): Dependency[] =>
  text
    .split(',')
    .filter(part => part !== '')
    .map(part => {
      const [service = '', condition = ''] = part.split(':')
      return { service, condition }
    })

/** For `docker ps --format`: what `parseRefs` reads. */
export const refFormat = `{{.ID}}\t{{.Names}}\t{{.State}}\t{{.Label "${label}project"}}\t{{.Label "${label}project.working_dir"}}`

/** One container a line, with the folder Compose was started in. */
export const parseRefs = (output: string): Listed[] =>
  output
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [id = '', name = '', state = '', project = '', folder = ''] = line.split('\t')
      return { ref: { id, name, isRunning: state === 'running', ...(project === '' ? {} : { project }) }, folder }
    })
