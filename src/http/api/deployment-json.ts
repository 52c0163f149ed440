import { z } from 'zod'
import { type Deployment, states, stepNames } from '../../core/deployment/deployment.ts'

const time = z.iso.datetime().describe('UTC')

const stepSchema = z.object({
  name: z.enum(stepNames),
  startedAt: time,
  durationMs: z.number().optional().describe('From a monotonic clock; absent while the step runs'),
  result: z.enum(['running', 'done', 'failed', 'interrupted']),
})

const planSchema = z.object({
  action: z.enum(['skip', 'up', 'build']),
  reasons: z.array(z.object({ rule: z.string(), evidence: z.string().optional(), text: z.string() })).readonly(),
  warnings: z.array(z.string()).readonly(),
  base: z.string().optional(),
  tip: z.string(),
  changed: z.array(z.string()).readonly().describe('Relative to the root of the repository; the first ones of many'),
  changedTotal: z.int(),
})

const evidenceSchema = z.object({
  service: z.string().optional(),
  container: z.string().optional(),
  state: z.string().optional(),
  exitCode: z.int().optional(),
  health: z.string().optional(),
  log: z.array(z.string()).readonly().optional().describe('The last lines that belong to the failure'),
})

const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().describe('The next action'),
  evidence: z.array(evidenceSchema).readonly().optional(),
})

const causeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('push'),
    delivery: z.string(),
    after: z.string().optional(),
    pusher: z.string().optional(),
  }),
  z.object({ kind: z.literal('request'), by: z.string() }),
])

/** A deployment in JSON: times are ISO 8601 in UTC; what is not known yet is absent. */
export const deploymentSchema = z.object({
  id: z.int(),
  app: z.string(),
  repository: z.string(),
  branch: z.string().optional(),
  commit: z.string().optional().describe('The full hash'),
  base: z.string().optional().describe('What it was compared with: the commit last deployed successfully'),
  color: z.string().optional(),
  project: z.string().optional().describe('The Compose project, color included'),
  status: z.enum(states),
  reason: z.string().optional(),
  cause: causeSchema,
  plan: planSchema.optional(),
  steps: z.array(stepSchema),
  error: errorSchema.optional(),
  attempts: z.int(),
  supersededBy: z.int().optional(),
  createdAt: time,
  startedAt: time.optional(),
  finishedAt: time.optional(),
})

export type DeploymentJson = z.infer<typeof deploymentSchema>

/** A deployment as the API shows it. */
export function deploymentJson(deployment: Deployment): DeploymentJson {
  const { id, app, repository, branch, commit, base, color, project, state, reason, cause } = deployment
  const { plan, steps, error, attempts, supersededBy, createdAt, startedAt, finishedAt } = deployment
  return {
    ...{ id, app, repository, branch, commit, base, color, project, status: state, reason, cause, plan },
    steps: steps.map(step => ({ ...step, startedAt: iso(step.startedAt) })),
    ...{ error, attempts, supersededBy, createdAt: iso(createdAt) },
    startedAt: startedAt === undefined ? undefined : iso(startedAt),
    finishedAt: finishedAt === undefined ? undefined : iso(finishedAt),
  }
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export const iso = (epochMs: number): string => new Date(epochMs).toISOString()
