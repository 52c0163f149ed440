import type * as z from 'zod'
import type { Mistake } from './locate.ts'
import type { FieldPath } from './problem.ts'
import { suggest } from './suggest.ts'

type Issue = z.core.$ZodIssue

/**
 * What was expected, for issues whose schema does not say it itself. For an unknown key: the known ones, which is what the
 * suggestion is made from.
 */
export const expectedByDefault: z.core.$ZodErrorMap = issue => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return knownKeys(issue.inst).join(' ')
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`
    case 'too_small':
      return issue.origin === 'string' ? 'a text with something in it' : 'a list with at least one entry'
    case 'invalid_type':
      return typeWords(issue.expected, issue.input)
    default:
      return undefined
  }
}

function typeWords(expected: string, input: unknown): string {
  if (expected === 'boolean') return 'true or false'
  if (expected === 'array') return 'a list'
  if (expected === 'object' || expected === 'record') return 'a map'
  return typeof input === 'number' || typeof input === 'boolean' ? 'a text; put it in quotes' : 'a text'
}

function knownKeys(schema: unknown): string[] {
  const shape = (schema as z.core.$ZodObject | undefined)?._zod.def.shape
  return shape === undefined ? [] : Object.keys(shape)
}

/** The mistakes behind an issue of the schema: one for each unknown key, and those of the form of a choice that was meant. */
export function mistakesOf(issue: Issue, above: FieldPath = []): Mistake[] {
  const path = [...above, ...(issue.path as (string | number)[])]
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(path, key, issue.message.split(' ')))
  if (issue.code === 'invalid_key')
    return [{ path, atKey: true, found: JSON.stringify(path.at(-1)), expected: issue.issues[0]?.message ?? '' }]
  if (issue.code !== 'invalid_union') return [{ path, expected: issue.message }]
  const meant = issue.errors.filter(isMeant).sort((a, b) => a.length - b.length)[0]
  return meant === undefined ? [{ path, expected: issue.message }] : meant.flatMap(inner => mistakesOf(inner, path))
}

/** A form of a choice was meant if the value is at least of its type. */
const isMeant = (issues: readonly Issue[]): boolean =>
  issues.every(({ code, path }) => path.length > 0 || (code !== 'invalid_type' && code !== 'invalid_value'))

function unknownKey(path: FieldPath, key: string, known: readonly string[]): Mistake {
  const near = suggest(key, known)
  const remedy = near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`
  const word = JSON.stringify(key)
  return {
    path: [...path, key],
    atKey: true,
    found: word,
    expected: known.join(', '),
    message: `${word} is not a known key; ${remedy}`,
  }
}
