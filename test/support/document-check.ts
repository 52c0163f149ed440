import { z } from 'zod'
import type { ApiDocument, Operation, Schema } from '../../src/http/api/docs/schema.ts'

/** An operation of the document, with its place. */
export interface Described {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

/** Holds answers against the document. */
export interface DocumentCheck {
  readonly operations: ReadonlyMap<string, Described>
  /** What has been answered so far: `operationId status`. */
  readonly seen: ReadonlySet<string>
  /** Throws where status, content type or body are not as the document says. Returns the body. */
  check(operationId: string, answer: Response): Promise<unknown>
}

/** A check against this document. Objects may hold nothing that is not described. */
export function createDocumentCheck(document: ApiDocument): DocumentCheck {
  const seen = new Set<string>()
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Described] => [
        operation.operationId,
        { path, method, operation },
      ]),
    ),
  )
  const $defs = strictly(document.components.schemas)
  return {
    operations,
    seen,
    async check(operationId, answer) {
      const described = operations.get(operationId)?.operation.responses[answer.status]
      const text = await firstOf(answer)
      const where = `${operationId} ${answer.status}`
      if (described === undefined) throw new Error(`${where} is not in the document: ${text}`)
      seen.add(where)
      const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
      if (described.content === undefined) return requireEmpty(where, text)
      const { schema } = described.content[type] ?? {}
      if (schema === undefined) throw new Error(`${where} is not described as ${JSON.stringify(type)}`)
      const validator = z.fromJSONSchema({ ...(strictly(schema) as object), $defs } as never)
      for (const value of valuesOf(type, text)) {
        const { error } = validator.safeParse(value)
        if (error) throw new Error(`${where} is not as described: ${error.message}\n${text}`)
      }
      return valuesOf(type, text)[0]
    },
  }
}

function requireEmpty(where: string, text: string): undefined {
  if (text !== '') throw new Error(`${where} is described without a body: ${text}`)
}

/** The whole text; of a stream of events, which has no end, the first piece. */
async function firstOf(answer: Response): Promise<string> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer.text()
  const reader = answer.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  await reader?.cancel()
  return new TextDecoder().decode(value)
}

function valuesOf(type: string, text: string): unknown[] {
  if (type === 'application/x-ndjson') return text.split('\n').filter(Boolean).map(parse)
  return [/json$/.test(type) ? parse(text) : text]
}

const parse = (text: string): unknown => JSON.parse(text)

/** The same with references within one schema, and objects closed to what they don't describe. */
function strictly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictly)
  if (typeof value !== 'object' || value === null) return value
  const { allOf, ...schema } = value as Schema
  if (allOf !== undefined) return strictly(allOf.find(({ $ref }) => $ref !== undefined))
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref.replace('#/components/schemas/', '#/$defs/') }
  const copy = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, strictly(part)]))
  const isClosed =
    schema.properties !== undefined && schema.type === 'object' && schema.additionalProperties === undefined
  return isClosed ? { ...copy, additionalProperties: false } : copy
}
