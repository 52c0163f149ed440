import { z } from '@hono/zod-openapi'
import { type Deployment, states } from '../../core/deployment/deployment.ts'
import type { Failure } from '../../core/errors.ts'
import { aboutSchema, causeSchema, failureSchema, outcomeSchema, stepSchema, wishesSchema } from './deployment-parts.ts'
import { iso, isoOr, time } from './params.ts'
import { planJson, planSchema } from './plan-json.ts'
import { versionSchema } from './version-json.ts'

/** A deployment in JSON: times are ISO 8601 in UTC; what is not known yet is absent. */
export const deploymentSchema = z
  .object({
    id: z.int(),
    app: z.string(),
    repository: z.string(),
    branch: z.string().optional(),
    commit: z.string().optional().describe('The full hash'),
    base: z.string().optional().describe('What it was compared with: the commit last deployed successfully'),
    about: aboutSchema.optional(),
    color: z.string().optional(),
    project: z.string().optional().describe('The Compose project, color included'),
    status: z.enum(states),
    reason: z.string().optional().describe('Why it ended, or waits'),
    cause: causeSchema,
    wishes: wishesSchema,
    plan: planSchema.optional(),
    steps: z.array(stepSchema),
    error: failureSchema.optional(),
    attempts: z.int().describe('How often it was begun'),
    supersededBy: z.int().optional().describe('The newer deployment that overtook it'),
    previous: versionSchema.optional().describe('What ran before anything was touched: where the way back leads'),
    version: versionSchema.optional().describe('What it made live; after a rollback, what is live again'),
    outcome: z
      .array(outcomeSchema)
      .readonly()
      .optional()
      .describe('What happened to each service, as far as it is known'),
    createdAt: time(),
    startedAt: time().optional(),
    finishedAt: time().optional(),
  })
  .openapi('Deployment', {
    description: 'One attempt to make a commit live for an app. What is not known yet is absent.',
  })

export type DeploymentJson = z.infer<typeof deploymentSchema>

/** A deployment as the API shows it. Who may not see logs sees no lines that a container or a command wrote. */
export function deploymentJson(deployment: Deployment, { seesLogs }: { seesLogs: boolean }): DeploymentJson {
  const { id, app, repository, branch, commit, base, about, color, project, state, reason, cause } = deployment
  const { wishes, plan, steps, error, attempts, supersededBy, previous, version, outcome } = deployment
  return {
    ...{ id, app, repository, branch, commit, base, about, color, project, status: state, reason, cause, wishes },
    plan: plan && planJson(plan),
    steps: steps.map(step => ({ ...step, startedAt: iso(step.startedAt) })),
    error: error && (seesLogs ? error : withoutLogs(error)),
    ...{ attempts, supersededBy, previous, version, outcome },
    createdAt: iso(deployment.createdAt),
    startedAt: isoOr(deployment.startedAt),
    finishedAt: isoOr(deployment.finishedAt),
  }
}

const withoutLogs = ({ evidence, ...failure }: Failure): Failure => ({
  ...failure,
  ...(evidence && { evidence: evidence.map(({ log: _log, health: _health, ...rest }) => rest) }),
})
