import { z } from '@hono/zod-openapi'
import type { Plan } from '../../core/plan/plan.ts'

const reasonSchema = z
  .object({
    rule: z.string().describe('The rule that spoke'),
    evidence: z.string().optional().describe('What the rule spoke on: a path, a name'),
    text: z.string(),
    more: z.int().optional().describe('So much more of the same kind was found and is not listed'),
  })
  .openapi('Reason', { description: 'Why: the rule that spoke, and the sentence.' })

const servicePlanSchema = z.object({
  service: z.string(),
  action: z.enum(['build', 'recreate', 'restart', 'leave']),
  reasons: z.array(reasonSchema).readonly(),
  isForced: z.literal(true).optional().describe('Replaced even where Compose sees no difference'),
  sameBuildAs: z.string().optional().describe('The service whose build is the same: built once for both'),
})

/** A plan in JSON. */
export const planSchema = z
  .object({
    action: z.enum(['skip', 'up', 'build']),
    reasons: z.array(reasonSchema).readonly(),
    services: z.array(servicePlanSchema).readonly().describe('One for each service, in the order of the Compose model'),
    orphans: z.array(z.string()).readonly().optional().describe('Services that ran and left the Compose files'),
    overruled: z
      .array(z.object({ service: z.string(), reason: reasonSchema }))
      .readonly()
      .optional()
      .describe('Builds that somebody overruled: the next deployment that may build owes them'),
    warnings: z.array(z.string()).readonly(),
    base: z.string().optional().describe('What it is compared with: the commit that is live'),
    tip: z.string(),
    changed: z.array(z.string()).readonly().describe('Relative to the root of the repository; the first ones of many'),
    changedTotal: z.int(),
  })
  .openapi('Plan', {
    description:
      'What is to be done, and why. `skip`: nothing; `up`: containers without a build; `build`: the services that say so.',
  })

export type PlanJson = z.infer<typeof planSchema>

/** A plan as the API shows it. Plans that were stored before single services were planned name none. */
export const planJson = ({ action, reasons, ...rest }: Plan | Omit<Plan, 'services'>): PlanJson => ({
  ...{ action, reasons, services: [] },
  ...rest,
})
