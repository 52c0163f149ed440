import { isMapping } from '../preview/rule.ts'
import type { CheckLimits } from './check-limits.ts'

type Mapping = Readonly<Record<string, unknown>>

/** What would contradict the limits, or start what has ended. */
const dropped = new Set([
  ...['cpu_count', 'cpu_percent', 'cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime', 'cpu_shares', 'cpuset'],
  ...['deploy', 'mem_reservation', 'oom_kill_disable', 'oom_score_adj', 'restart', 'scale', 'ports'],
])

const mostProcesses = 1_024

/** A rendered model whose every service is bounded, publishes nothing, and gains no privilege. */
export const boundModel = (rendered: Mapping, limits: CheckLimits): Mapping => ({
  ...rendered,
  services: Object.fromEntries(
    Object.entries(isMapping(rendered.services) ? rendered.services : {}).map(([name, service]) => [
      name,
      isMapping(service) ? boundService(service, limits) : service,
    ]),
  ),
})

const boundService = (service: Mapping, { memoryBytes, cpus }: CheckLimits): Mapping => ({
  ...Object.fromEntries(Object.entries(service).filter(([key]) => !dropped.has(key))),
  mem_limit: String(memoryBytes),
  memswap_limit: String(memoryBytes),
  cpus,
  pids_limit: mostProcesses,
  restart: 'no',
  security_opt: ['no-new-privileges:true'],
})
