import type { CheckSettings } from '../app.ts'
import type { CheckSpec } from './check-spec.ts'

/** What a check may take. */
export interface CheckLimits {
  readonly timeoutMs: number
  readonly memoryBytes: number
  readonly cpus: number
}

/** What the file asks for, as far as the registry lets it. */
export const checkLimits = (spec: CheckSpec, most: CheckSettings): CheckLimits => ({
  timeoutMs: Math.min(spec.timeoutMs ?? most.timeoutMs, most.timeoutMs),
  memoryBytes: Math.min(spec.memoryBytes ?? most.memoryBytes, most.memoryBytes),
  cpus: Math.min(spec.cpus ?? most.cpus, most.cpus),
})
