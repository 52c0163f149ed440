import { type Heard, openListener } from './http-listener.ts'

/** A forge other than GitHub on the loopback: knows who asks, keeps comments, answers what a table says. */
export interface ForgeStub extends AsyncDisposable {
  readonly url: string
  /** `METHOD path`, without the query, with the body. */
  readonly requests: { readonly asked: string; readonly body: unknown }[]
  /** Texts by id. */
  readonly comments: Map<number, string>
  /** The next request gets this status. */
  failNext(status: number, body?: string): void
}

export interface ForgeForm {
  /** `Authorization`, or the header of GitLab. */
  readonly proof: readonly [header: string, value: string]
  /** The path of the list of comments. */
  readonly comments: string
  /** Where they are listed, if not there. */
  readonly listAt?: string
  /** A comment as the forge shows it. */
  show(id: number, text: string): object
  /** The list as the forge wraps it. */
  list(items: readonly object[]): unknown
  /** The text in a request to write one. */
  textOf(body: never): string
  /** Further answers by `METHOD path`. */
  readonly answers?: Readonly<Record<string, unknown>>
}

/** Starts it on a free port. */
export async function startForgeStub(form: ForgeForm): Promise<ForgeStub> {
  const requests: ForgeStub['requests'] = []
  const comments = new Map<number, string>()
  const failures: [number, string][] = []
  const answerTo = ({ method, path = '', body }: Heard): unknown => {
    const asked = `${method} ${path.split('?')[0]}`
    const given = body === '' ? undefined : (JSON.parse(body) as never)
    requests.push({ asked, body: given })
    if (form.answers !== undefined && asked in form.answers) return form.answers[asked]
    if (asked === `GET ${form.listAt ?? form.comments}`)
      return form.list([...comments].map(([id, text]) => form.show(id, text)))
    if (asked === `POST ${form.comments}` && given !== undefined) {
      const id = 100 + comments.size
      comments.set(id, form.textOf(given))
      return form.show(id, form.textOf(given))
    }
    const id = Number(/(\d+)$/.exec(asked)?.[1])
    const isComment = asked.includes('comments/') || asked.includes('notes/')
    if (!isComment || !comments.has(id)) return undefined
    if (given !== undefined) comments.set(id, form.textOf(given))
    return form.show(id, comments.get(id) ?? '')
  }
  const listener = await openListener((response, heard) => {
    const [header, value] = form.proof
    const failure = failures.shift()
    const answer = failure === undefined && heard.headers[header] === value ? answerTo(heard) : undefined
    const status = failure?.[0] ?? (heard.headers[header] === value ? (answer === undefined ? 404 : 200) : 401)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(failure?.[1] ?? JSON.stringify(answer ?? { message: 'no' }))
  })
  return {
    url: listener.url,
    requests,
    comments,
    failNext: (status, body = '{}') => void failures.push([status, body]),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  }
}
