import { z } from '@hono/zod-openapi'
import { channelTypes } from '../../core/notice/channel.ts'
import type { ChannelTest } from '../../pipeline/test-channels.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { noQuery } from './params.ts'

const testSchema = z
  .object({
    channel: z.string().openapi({ example: 'team' }),
    type: z.enum(channelTypes),
    ok: z.boolean(),
    error: z.string().optional().describe('What was found, where it was not taken'),
    durationMs: z.int(),
  })
  .openapi('ChannelTest')

const test = defineRoute({
  method: 'post',
  path: '/notify/test',
  operationId: 'testChannels',
  summary: 'Send a test message',
  description: 'To one channel or to all, at once and past the outbox. The answer tells what came of each.',
  tags: ['Redhook'],
  'x-role': 'admin',
  request: {
    query: noQuery,
    body: {
      required: false,
      content: {
        'application/json': {
          schema: z
            .strictObject({ channel: z.string().min(1).max(64).optional().describe('Without it: all channels') })
            .openapi({ example: { channel: 'team' } }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'What came of it',
      content: { 'application/json': { schema: z.object({ channels: z.array(testSchema) }) } },
    },
  },
})

/** @throws RedhookError USAGE where there is no such channel */
export type TestChannels = (channel: string | undefined, by: string, signal: AbortSignal) => Promise<ChannelTest[]>

/** Test messages. */
export function addNotify(api: Api, testChannels: TestChannels, stopping: AbortSignal): void {
  api.add(test, async c => {
    const { channel } = c.req.valid('json')
    return c.json({ channels: await testChannels(channel, c.var.actor.name, stopping) }, 200)
  })
}
