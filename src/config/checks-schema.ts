import * as z from 'zod'
import type { CheckSettings } from '../core/app.ts'
import { duration } from './fields.ts'
import { size } from './sizes.ts'

const words = 'true, false, or {timeout: 10m, memory: 1GB, cpus: 1}'
const cpusWords = 'a number of cores from 0.1 to 64'

/** A share of the machine's cores. */
export const cpus = z.number({ error: cpusWords }).min(0.1, { error: cpusWords }).max(64, { error: cpusWords })

const limits = z.strictObject({
  timeout: duration
    .meta({ description: 'The most that one check may take, whatever .redhook.yml says.', default: '10m' })
    .exactOptional(),
  memory: size
    .meta({ description: 'The most memory that its container may have, swap included.', default: '1GB' })
    .exactOptional(),
  cpus: cpus
    .meta({ description: 'The most cores that its container may use.', default: 1, examples: [0.5] })
    .exactOptional(),
})

/** `checks` of the registry. */
export const checksSchema = z.union([z.boolean(), limits], { error: words })

type ChecksInput = z.output<typeof checksSchema>

const minuteMs = 60_000

/** Undefined where no check runs. */
export function createCheckSettings(input: ChecksInput = false): CheckSettings | undefined {
  if (input === false) return undefined
  const { timeout, memory, cpus: cores } = input === true ? {} : input
  return { timeoutMs: timeout ?? 10 * minuteMs, memoryBytes: memory ?? 1e9, cpus: cores ?? 1 }
}
