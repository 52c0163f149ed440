import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { checkSchema } from './health-json.ts'
import { problemAnswers } from './problem-answers.ts'

const probe = { method: 'get' as const, tags: ['Probes'], security: [] }
const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } })

const readiness = z
  .object({ status: z.enum(['ready', 'not ready']), checks: z.array(checkSchema) })
  .openapi('Readiness', { description: 'What has to work before pushes can become live: each need by name.' })

/** The probes, which anyone may ask, and the metrics. */
export function describeProbes(registry: OpenAPIHono['openAPIRegistry']): void {
  registry.registerPath({
    ...probe,
    path: '/healthz',
    operationId: 'isAlive',
    summary: 'This process answers',
    responses: { 200: json('It does', z.object({ status: z.literal('ok') })) },
  })
  registry.registerPath({
    ...probe,
    path: '/readyz',
    operationId: 'isReady',
    summary: 'A push could become live',
    responses: { 200: json('It could', readiness), 503: json('It could not; what is missing is named', readiness) },
  })
  registry.registerPath({
    ...probe,
    path: '/v1/status',
    operationId: 'getStatus',
    summary: 'The version, for badges',
    responses: { 200: json('The version', z.object({ status: z.literal('ok'), version: z.string() })) },
  })
  registry.registerPath({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Numbers for Prometheus',
    description: 'Queue, deployments, steps, deliveries, outbox, disk and process, in the text format of Prometheus.',
    tags: ['Probes'],
    'x-role': 'view',
    responses: {
      200: { description: 'The numbers', content: { 'text/plain': { schema: z.string() } } },
      ...problemAnswers([401, 403, 429, 500]),
    },
  })
}
