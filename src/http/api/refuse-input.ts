import type { Context } from 'hono'
import type { ZodType } from 'zod'
import { RedhookError } from '../../core/errors.ts'
import type { ApiRoute } from './api-route.ts'
import { mistakeWords } from './mistake-words.ts'

/** A request that cannot be understood. */
export const usage = (message: string, hint = 'Correct the request and send it again.'): RedhookError =>
  new RedhookError(message, { code: 'USAGE', hint })

/** Refuses a request by all its mistakes: those of its path, its query and its body. @throws RedhookError USAGE */
export async function refuseInput(route: ApiRoute, c: Context): Promise<never> {
  const { params, query, body } = route.request ?? {}
  const media = body?.content['application/json']
  const parts: [string, unknown, unknown][] = [
    ['The path', params, c.req.param()],
    ['The query', query, queryOf(c)],
    ['The body', media && 'schema' in media ? media.schema : undefined, body && (await c.req.json())],
  ]
  throw usage(parts.flatMap(([what, schema, value]) => mistakesOf(what, schema, value)).join('; '))
}

function mistakesOf(what: string, schema: unknown, value: unknown): string[] {
  if (!isZod(schema)) return []
  const { error } = schema.safeParse(value, { error: mistakeWords })
  return (error?.issues ?? []).map(({ path, message }) => [what, ...path.map(String), message].join(': '))
}

const isZod = (schema: unknown): schema is ZodType =>
  typeof schema === 'object' && schema !== null && 'safeParse' in schema

/** As the validator sees it: a key that comes several times is a list. */
const queryOf = (c: Context): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(c.req.queries()).map(([key, values]) => [key, values.length > 1 ? values : values[0]]),
  )
