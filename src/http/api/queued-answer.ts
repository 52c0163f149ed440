import type { Context } from 'hono'
import type { Deployment } from '../../core/deployment/deployment.ts'
import type { HttpEnv } from '../http-env.ts'
import { deploymentJson, deploymentSchema } from './deployment-json.ts'

const content = { 'application/json': { schema: deploymentSchema } } as const

/** One deployment as an answer. */
export const deploymentAnswer = { 200: { description: 'The deployment', content } } as const

/** The answer of what queues a deployment. */
export const queuedAnswer = {
  202: {
    description: 'Queued; follow it at `Location`',
    headers: { Location: { description: 'The path of the deployment', schema: { type: 'string' } } },
    content,
  },
} as const

/** 202 with the deployment, and where it is found. */
export const answerQueued = (c: Context<HttpEnv>, deployment: Deployment) =>
  c.json(deploymentJson(deployment, c.var.actor), 202, { location: `/api/v1/deployments/${deployment.id}` })
