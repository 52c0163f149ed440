import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { problemAnswers } from './problem-answers.ts'

const pushSchema = z
  .looseObject({
    ref: z.string().optional(),
    after: z.string().optional(),
    repository: z.looseObject({ full_name: z.string().optional(), name: z.string().optional() }).optional(),
  })
  .openapi('GitHubEvent', { description: 'As GitHub sends it; what is used of it is named here.' })

const answerSchema = z
  .object({
    delivery: z.string(),
    status: z.enum(['queued', 'ignored', 'duplicate', 'pong']),
    reason: z.string().optional().describe('Why there is nothing to do'),
    deployments: z.array(z.object({ id: z.int(), app: z.string(), url: z.string() })).optional(),
  })
  .openapi('Answer', { description: 'What a delivery led to.' })

const answer = (description: string) => ({ description, content: { 'application/json': { schema: answerSchema } } })

const headers = z.object({
  'X-GitHub-Event': z.string().openapi({ example: 'push' }),
  'X-Hub-Signature-256': z.string().openapi({ description: 'HMAC-SHA-256 of the raw body', example: 'sha256=…' }),
  'X-GitHub-Delivery': z.string().optional().openapi({ description: 'Without it, a hash of the body is the id' }),
})

/** Where forges say that somebody pushed. The path is `server.webhookPath`. */
export function describeWebhook(registry: OpenAPIHono['openAPIRegistry']): void {
  const body = { required: true, content: { 'application/json': { schema: pushSchema } } }
  registry.registerPath({
    method: 'post',
    path: '/webhook',
    operationId: 'receive',
    summary: 'A delivery of a forge, GitHub at this very path',
    description:
      'Answered within milliseconds, before anything is deployed. The path is `server.webhookPath`. Another forge has its name behind it, such as `/gitlab` or `/bitbucket-dc`, and proves itself and writes its events in its own way; a repository with a secret of its own has `/{forge}/{owner}/{name}` behind it. With `replies: uniform`, everything but 503 is answered with the same 200 `ok`.',
    tags: ['Webhook'],
    security: [],
    request: { headers, body },
    responses: {
      200: answer('Kept; there is nothing to do, and why'),
      202: answer('Kept, and deployments are queued'),
      ...problemAnswers([400, 401, 403, 413, 415, 503]),
    },
  })
}
