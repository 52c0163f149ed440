import picomatch from 'picomatch'
import * as z from 'zod'
import type { Trigger } from '../core/app.ts'
import { judged, listOf, text } from './fields.ts'

const words = ['push', 'manual', 'merge', 'release', 'checks', 'package'] as const
const expected = `an event; write ${words.join(', ')}, {tag: 'v*'}, {release: {prereleases: true}}, {checks: CI} or {package: web}`

const pattern = judged("a pattern for tags; write 'v*'", glob => {
  try {
    picomatch.makeRe(glob, { strictBrackets: true, debug: true })
    return glob.trim() === '' || glob.startsWith('!') ? "a pattern for tags; write 'v*'" : undefined
  } catch {
    return 'a pattern for tags; its brackets do not match up'
  }
})

const event = z.union(
  [
    z.enum(words),
    z.strictObject({ tag: pattern.describe('A tag whose name matches was pushed; `*` stops at a slash.') }),
    z.strictObject({
      release: z
        .strictObject({ prereleases: z.boolean().describe('Prereleases, too.') })
        .describe('A release was published.'),
    }),
    z.strictObject({ checks: text.describe('The workflow, or the app that checks, by its name.') }),
    z.strictObject({ package: text.describe('The image, by its name.') }),
  ],
  { error: expected },
)

/** `on` of an app or of the defaults. */
export const triggersSchema = z.union(
  [
    event,
    listOf(event, `a list; write [push, {tag: 'v*'}]`).min(1, {
      error: 'a list with at least one event; write manual for none',
    }),
  ],
  {
    error: expected,
  },
)

type EventInput = z.output<typeof event>
export type TriggersInput = z.output<typeof triggersSchema>

/** What deploys an app by itself: pushes, unless it says otherwise. */
export function createTriggers(input: TriggersInput = 'push'): Trigger[] {
  return (Array.isArray(input) ? input : [input]).flatMap(triggersOf)
}

function triggersOf(event: EventInput): Trigger[] {
  if (typeof event !== 'string') return [namedTrigger(event)]
  if (event === 'manual') return []
  return [event === 'release' ? { on: event, prereleases: false } : { on: event }]
}

function namedTrigger(event: Exclude<EventInput, string>): Trigger {
  if ('tag' in event) return { on: 'tag', pattern: event.tag }
  if ('release' in event) return { on: 'release', prereleases: event.release.prereleases }
  return 'checks' in event ? { on: 'checks', name: event.checks } : { on: 'package', name: event.package }
}
