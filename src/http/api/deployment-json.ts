import { z } from 'zod'
import { type Deployment, states, stepNames } from '../../core/deployment/deployment.ts'
import { planJson, planSchema } from './plan-json.ts'
import { versionSchema } from './version-json.ts'

const time = z.iso.datetime().describe('UTC')

const stepSchema = z.object({
  name: z.enum(stepNames),
  startedAt: time,
  durationMs: z.number().optional().describe('From a monotonic clock; absent while the step runs'),
  result: z.enum(['running', 'done', 'failed', 'interrupted']),
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
  z.object({
    kind: z.literal('rollback'),
    by: z.string(),
    to: z.int().describe('The deployment whose version was asked for'),
  }),
])

const outcomeSchema = z.object({
  service: z.string(),
  built: z.enum(['new', 'same']).optional().describe('Built, and whether the image came out different'),
  container: z.enum(['created', 'recreated', 'restarted', 'kept', 'removed']),
})

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
  previous: versionSchema.optional().describe('What ran before anything was touched: where the way back leads'),
  version: versionSchema.optional().describe('What it made live; after a rollback, what is live again'),
  outcome: z
    .array(outcomeSchema)
    .readonly()
    .optional()
    .describe('What happened to each service, as far as it is known'),
  createdAt: time,
  startedAt: time.optional(),
  finishedAt: time.optional(),
})

export type DeploymentJson = z.infer<typeof deploymentSchema>

/** A deployment as the API shows it. */
export function deploymentJson(deployment: Deployment): DeploymentJson {
  const { id, app, repository, branch, commit, base, color, project, state, reason, cause } = deployment
  const { plan, steps, error, attempts, supersededBy, createdAt, startedAt, finishedAt } = deployment
  const { previous, version, outcome } = deployment
  return {
    ...{
      id,
      app,
      repository,
      branch,
      commit,
      base,
      color,
      project,
      status: state,
      reason,
      cause,
      plan: plan && planJson(plan),
    },
    steps: steps.map(step => ({ ...step, startedAt: iso(step.startedAt) })),
    ...{ error, attempts, supersededBy, previous, version, outcome, createdAt: iso(createdAt) },
    startedAt: startedAt === undefined ? undefined : iso(startedAt),
    finishedAt: finishedAt === undefined ? undefined : iso(finishedAt),
  }
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export const iso = (epochMs: number): string => new Date(epochMs).toISOString()
