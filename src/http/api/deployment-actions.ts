import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { deploymentParam, noBody, noQuery } from './params.ts'
import { answerQueued, queuedAnswer } from './queued-answer.ts'

const { 202: queued } = queuedAnswer

const cancel = defineRoute({
  method: 'post',
  path: '/deployments/{id}/cancel',
  operationId: 'cancelDeployment',
  summary: 'Cancel a deployment',
  description: 'One that waits ends at once. One that runs is stopped; from `up` on it ends in the way back.',
  tags: ['Deployments'],
  'x-role': 'deploy',
  request: { params: deploymentParam, query: noQuery, body: noBody },
  responses: { 202: { ...queued, description: 'Asked for; follow it at `Location`' } },
})

const retry = defineRoute({
  method: 'post',
  path: '/deployments/{id}/retry',
  operationId: 'retryDeployment',
  summary: 'Deploy the same again',
  description: 'What was asked for, of the tip as it is now. Only of a deployment that has ended.',
  tags: ['Deployments'],
  'x-role': 'deploy',
  request: { params: deploymentParam, query: noQuery, body: noBody },
  responses: queuedAnswer,
})

/** What people do to a deployment. */
export function addDeploymentActions(api: Api, house: Pick<House, 'cancel' | 'retry'>): void {
  api.add(cancel, async c => answerQueued(c, await house.cancel(c.req.valid('param').id, c.var.actor.name)))
  api.add(retry, async c => answerQueued(c, await house.retry(c.req.valid('param').id, c.var.actor.name)))
}
