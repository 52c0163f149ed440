import { z } from '@hono/zod-openapi'
import { states, stepNames } from '../../core/deployment/deployment.ts'
import type { EventsMessage, ToldEvent } from '../../pipeline/events.ts'
import type { NumberedLine } from '../../pipeline/ports/deployment-logs.ts'
import { holdChanges } from '../../pipeline/ports/event-store.ts'

const ofApp = {
  seq: z.int().describe('Grows with every event'),
  at: z.int().describe('UTC, epoch milliseconds'),
  app: z.string(),
}
const about = { ...ofApp, deployment: z.int() }

const line = z.object({
  deployment: z.int(),
  line: z.int().describe('Its number in the log, from 1'),
  at: z.int().describe('UTC, epoch milliseconds'),
  step: z.enum(stepNames),
  stream: z.enum(['note', 'stdout', 'stderr']),
  text: z.string(),
})

const kinds = [
  z.object({ event: z.literal('hello'), data: z.object({ position: z.string(), version: z.string() }) }),
  z.object({
    event: z.literal('state'),
    data: z.object({
      ...about,
      state: z.enum(states),
      reason: z.string().optional().describe('Of a final state'),
      error: z.string().optional().describe('The code of the failure'),
    }),
  }),
  z.object({
    event: z.literal('step'),
    data: z.object({
      ...about,
      step: z.enum(stepNames),
      result: z.enum(['running', 'done', 'failed', 'interrupted']),
    }),
  }),
  z.object({
    event: z.literal('hold'),
    data: z.object({ ...ofApp, what: z.enum(holdChanges).describe('A lock or a detour was set, replaced or ended') }),
  }),
  z.object({ event: z.literal('log'), data: z.array(line) }),
  z.object({
    event: z.literal('gap'),
    data: z.object({
      events: z
        .int()
        .optional()
        .describe('Events that are no longer kept, at most; 0: the position is of another store'),
      deployment: z.int().optional(),
      lines: z.int().optional().describe('Lines of the log of this deployment that are no longer kept'),
    }),
  }),
  z.object({
    event: z.literal('end'),
    data: z.object({ deployment: z.int(), state: z.enum(states), supersededBy: z.int().optional() }),
  }),
] as const

/** A message of the stream, as a line of JSON has it. */
export const eventSchema = z
  .union(kinds.map(kind => kind.extend({ id: z.string().describe('Where to go on: `after`, or Last-Event-ID') })))
  .openapi('Event', {
    description: 'What happened. As a server-sent event, `id`, `event` and `data` are its fields.',
    example: {
      id: '1234;57:810',
      event: 'state',
      data: { seq: 1234, at: 1_795_341_000_000, app: 'shop', deployment: 57, state: 'running' },
    },
  })

/** A message in the words of the API; `data` is JSON. */
export interface WireEvent {
  readonly id: string
  readonly event: string
  readonly data: Buffer
}

/** A message as it goes out. What several streams tell is put into words once. */
export function wireEvent(message: EventsMessage): WireEvent {
  const { id, kind } = message
  switch (kind) {
    case 'hello':
      return { id, event: 'hello', data: json({ position: id, version: message.version }) }
    case 'event':
      return { id, event: message.event.kind, data: once(message.event, eventData) }
    case 'log':
      return { id, event: 'log', data: once(message.lines, lines => linesData(message.deployment, lines)) }
    case 'lines-gone':
      return { id, event: 'gap', data: json({ deployment: message.deployment, lines: message.lines }) }
    case 'events-gone':
      return { id, event: 'gap', data: json({ events: message.events }) }
    case 'end': {
      const { deployment, state, supersededBy } = message
      return { id, event: 'end', data: json({ deployment, state, supersededBy }) }
    }
    default:
      return kind satisfies never
  }
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const eventData = ({ kind: _, ...data }: ToldEvent): unknown => data

const linesData = (deployment: number, lines: readonly NumberedLine[]): unknown =>
  lines.map(({ line: number, at, step, stream, text }) => ({ deployment, line: number, at, step, stream, text }))

const said = new WeakMap<object, Buffer>()

/** The JSON of something that many are told. */
function once<T extends object>(of: T, toData: (of: T) => unknown): Buffer {
  const known = said.get(of) ?? json(toData(of))
  said.set(of, known)
  return known
}
