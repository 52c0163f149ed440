import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

/** A request's place among those that GitHub publishes. */
export interface StubRoute {
  /** `POST /repos/{owner}/{repo}/statuses/{sha}` */
  readonly operation: string
  readonly parameters: Readonly<Record<string, string>>
  /** What is wrong with the query or the body; undefined when nothing is. */
  problem(query: URLSearchParams, body: unknown): string | undefined
}

interface Described {
  readonly query: Readonly<Record<string, object>>
  readonly body?: { readonly properties?: object } & object
  readonly bodyRequired?: boolean
}

interface Known {
  readonly operation: string
  readonly method: string
  readonly pattern: RegExp
  readonly described: Described
  readonly validate: ValidateFunction | undefined
}

let operations: readonly Known[] | undefined

/** Which operation a request is; undefined for one that is not known. */
export function findStubRoute(method: string, path: string): StubRoute | undefined {
  operations ??= readOperations()
  for (const known of operations) {
    const match = known.method === method ? known.pattern.exec(path) : null
    if (match !== null)
      return {
        operation: known.operation,
        parameters: Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)])),
        problem: (query, body) => problemOf(known, query, body),
      }
  }
  return undefined
}

/** The request schemas of GitHub's published OpenAPI description, without the words. */
function readOperations(): Known[] {
  const file = new URL('../fixtures/github-requests.json', import.meta.url)
  const described = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Described>
  // Formats and keywords of OpenAPI that ajv does not know are no errors.
  const ajv = new Ajv({ strict: false, validateFormats: false })
  return Object.entries(described).map(([operation, entry]) => {
    const [method = '', path = ''] = operation.split(' ')
    const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    return { operation, method, pattern, described: entry, validate: entry.body && ajv.compile(entry.body) }
  })
}

function problemOf(known: Known, query: URLSearchParams, body: unknown): string | undefined {
  const { described, validate } = known
  const strange = [...query.keys()].find(key => !Object.hasOwn(described.query, key))
  if (strange !== undefined) return `the query has ${strange}`
  if (validate === undefined) return body === undefined ? undefined : 'a body that nobody asked for'
  if (body === undefined) return described.bodyRequired ? 'no body' : undefined
  const unknown = Object.keys(body as object).find(key => !Object.hasOwn(described.body?.properties ?? {}, key))
  if (unknown !== undefined) return `the body has ${unknown}`
  return validate(body) ? undefined : (validate.errors ?? []).map(e => `${e.instancePath} ${e.message}`).join(', ')
}
