import { type Heard, openListener } from '../http-listener.ts'
import type { Answer, ForgeApi, Route } from './route.ts'

/** A forge's API on the loopback that takes what its published description takes, and nothing else. */
export interface ServedApi extends AsyncDisposable {
  readonly url: string
  /** `METHOD path?query` below the base, in order. */
  readonly asked: string[]
  /** The next request gets this, whatever it is: `reset` cuts the connection, `hang` never answers. */
  next(answer: Answer | 'reset' | 'hang'): void
}

/** Starts it on a free port. */
export async function serveForgeApi(api: ForgeApi): Promise<ServedApi> {
  const asked: string[] = []
  const planned: (Answer | 'reset' | 'hang')[] = []
  const listener = await openListener((response, heard) => {
    asked.push(`${heard.method} ${(heard.path ?? '').slice(api.base.length)}`)
    const answer = planned.shift() ?? answerTo(api, heard)
    if (answer === 'hang') return
    if (answer === 'reset') return void response.destroy()
    const { status, body, headers } = answer
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  })
  return {
    url: listener.url,
    asked,
    next: answer => void planned.push(answer),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  }
}

function answerTo(api: ForgeApi, heard: Heard): Answer {
  const no = (status: number, words: string): Answer => ({ status, body: api.refusal(words) })
  const url = new URL(heard.path ?? '/', 'http://forge')
  if (!url.pathname.startsWith(`${api.base}/`)) return no(404, 'no such path')
  if (heard.headers[api.proof[0]] !== api.proof[1]) return no(401, 'who are you?')
  const found = find(api.routes, heard.method ?? '', url.pathname.slice(api.base.length))
  if (found === undefined) return no(404, 'no such path')
  const { route, parts } = found
  const query = Object.fromEntries(url.searchParams)
  const isQuery = route.query === undefined ? url.search === '' : route.query.safeParse(query).success
  if (!isQuery) return no(400, `no such query: ${url.search}`)
  if (heard.body !== '' && heard.headers['content-type'] !== 'application/json') return no(415, 'not JSON')
  const body: unknown = heard.body === '' ? undefined : JSON.parse(heard.body)
  const judged = route.body?.safeParse(body)
  if (judged?.success === false) return no(api.invalid, judged.error.message)
  if (route.body === undefined && body !== undefined) return no(api.invalid, 'it takes no body')
  return route.answer({ parts, query, body }) ?? no(404, 'there is none')
}

function find(routes: readonly Route[], method: string, path: string) {
  for (const route of routes) {
    const parts = partsOf(route.asks, `${method} ${path}`)
    if (parts !== undefined) return { route, parts }
  }
  return undefined
}

/** The variable segments, decoded. */
function partsOf(pattern: string, asked: string): string[] | undefined {
  const wanted = pattern.split('/')
  const given = asked.split('/')
  const fits = (part: string, index: number) => (part.startsWith('{') ? given[index] !== '' : part === given[index])
  if (wanted.length !== given.length || !wanted.every(fits)) return undefined
  return given.filter((_, index) => wanted[index]?.startsWith('{')).map(decodeURIComponent)
}
