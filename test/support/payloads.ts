import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

type Payload = Record<string, unknown>

const fixtures = path.resolve(import.meta.dirname, '../fixtures')

/** A payload in the shape that a forge documents, all names and values invented: `gitlab/push`. */
export const payloadOf = (name: string): Payload =>
  JSON.parse(readFileSync(path.join(fixtures, `${name}.json`), 'utf8')) as Payload

/** The same with some members changed, by their path: `{'project.id': 7}`. One that is undefined is left out. */
export function changed(payload: object, changes: Readonly<Record<string, unknown>>): Payload {
  const copy = structuredClone(payload) as Payload
  for (const [where, value] of Object.entries(changes)) {
    const keys = where.split('.')
    const last = keys.pop() ?? ''
    const inner = keys.reduce((at, key) => at[key] as Payload, copy)
    if (value === undefined) delete inner[last]
    else inner[last] = value
  }
  return copy
}

interface Example {
  readonly name: string
  readonly examples: readonly Payload[]
}

/** Payloads that GitHub published, by event. */
export const githubExamples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[]

/** The first published payload of this event, and action. */
export function githubExample(event: string, action?: string): Payload {
  const found = githubExamples
    .find(({ name }) => name === event)
    ?.examples.find(example => action === undefined || example.action === action)
  if (found === undefined) throw new Error(`GitHub published no ${event} ${action ?? ''}`)
  return found
}

/** 64 hex digits, as most forges sign. */
export const hexOf = (body: string | Uint8Array, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('hex')

/** Commits of the fixtures. */
export const hashes = {
  a: 'a1'.repeat(20),
  b: 'b2'.repeat(20),
  c: 'c3'.repeat(20),
  d: 'd4'.repeat(20),
  none: '0'.repeat(40),
} as const
