import type { z } from '@hono/zod-openapi'

type ErrorMap = z.core.$ZodErrorMap
type RawIssue = Parameters<ErrorMap>[0]

/** What is wrong with a request, in words for who wrote it; undefined where the schema has words of its own or better ones. */
export const mistakeWords: ErrorMap = issue => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, knownKeys(issue.inst))
    case 'invalid_type':
      return typeWords(issue)
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1 ? 'must not be empty' : undefined
    case 'too_big':
      return issue.origin === 'string' ? `must not be longer than ${issue.maximum} characters` : undefined
    default:
      return undefined
  }
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  const taken = known.length === 0 ? 'none are taken here' : `there are ${known.join(', ')}`
  return `${keys.map(key => JSON.stringify(key)).join(', ')} ${keys.length > 1 ? 'are' : 'is'} not known; ${taken}`
}

function knownKeys(schema: unknown): string[] {
  const shape = (schema as z.core.$ZodObject | undefined)?._zod.def.shape
  return shape === undefined ? [] : Object.keys(shape)
}

const expectations: Readonly<Record<string, string>> = {
  string: 'must be a text',
  boolean: 'must be true or false',
  number: 'must be a number',
  int: 'must be a whole number',
  object: 'must be an object',
}

function typeWords({ expected, input }: Extract<RawIssue, { code: 'invalid_type' }>): string | undefined {
  if (input === undefined) return 'is missing'
  return expected === 'string' && Array.isArray(input) ? 'must come once, as a text' : expectations[expected]
}
