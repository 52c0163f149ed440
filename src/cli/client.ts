import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type ErrorCode, errorCodes, RedhookError } from '../core/errors.ts'
import { readJsonLines } from './json-lines.ts'

/** Talks to the running server. Answers are taken as the API describes them. */
export interface Client {
  /** @throws RedhookError NO_SERVER, or what the server answered */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
  delete(path: string): Promise<void>
  /** One value a line, as they come, until the server ends the answer. */
  lines<T>(path: string): AsyncIterable<T>
}

/** A client over the socket that the server keeps in its data folder. Aborting the signal ends whatever is under way. */
export function createClient(dataDir: string, signal: AbortSignal): Client {
  const socketPath = join(dataDir, 'redhook.sock')
  const ask = (method: string, path: string, body?: object) => send({ socketPath, method, path, signal, body })
  return {
    get: async <T>(path: string) => JSON.parse(await text(await ask('GET', path))) as T,
    post: async <T>(path: string, body: object) => JSON.parse(await text(await ask('POST', path, body))) as T,
    async delete(path: string) {
      ;(await ask('DELETE', path)).resume()
    },
    async *lines<T>(path: string) {
      yield* readJsonLines<T>(await ask('GET', path))
    },
  }
}

interface Ask {
  readonly socketPath: string
  readonly method: string
  readonly path: string
  readonly signal: AbortSignal
  readonly body: object | undefined
}

async function send({ body, ...ask }: Ask): Promise<IncomingMessage> {
  const headers = { host: 'localhost', accept: 'application/json', ...(body && { 'content-type': 'application/json' }) }
  // A connection each: one that is kept for the next question would keep a server from stopping.
  const message = request({ ...ask, headers, agent: false })
  message.end(body && JSON.stringify(body))
  const answer = await answerTo(message, ask)
  if ((answer.statusCode ?? 500) >= 400) throw await problemOf(answer)
  return answer
}

const answerTo = (message: ClientRequest, { socketPath, signal }: Pick<Ask, 'socketPath' | 'signal'>) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    message.once('response', resolve)
    message.once('error', (error: NodeJS.ErrnoException) =>
      reject(signal.aborted ? signal.reason : noServer(error, socketPath)),
    )
  })

function noServer(error: NodeJS.ErrnoException, socketPath: string): RedhookError {
  const denied = error.code === 'EACCES' || error.code === 'EPERM'
  return new RedhookError(
    denied
      ? `this user may not talk to the server at ${socketPath}`
      : `no server answers at ${socketPath} (${error.code ?? error.message})`,
    {
      code: 'NO_SERVER',
      cause: error,
      hint: denied
        ? 'Run this as the user Redhook runs as, or as root: sudo -u redhook redhook …'
        : 'Start one with `redhook serve` (or `systemctl start redhook`), or name its data folder with --data.',
    },
  )
}

/** The server's `application/problem+json` as an error. */
async function problemOf(answer: IncomingMessage): Promise<RedhookError> {
  const body = await text(answer)
  const problem = parseProblem(body)
  const message = problem.detail ?? problem.title ?? `the server answered ${answer.statusCode}`
  return new RedhookError(message, {
    code: isErrorCode(problem.code) ? problem.code : 'INTERNAL',
    hint: problem.hint ?? 'Read the log of the server.',
  })
}

function parseProblem(body: string): { detail?: string; title?: string; code?: string; hint?: string } {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

const isErrorCode = (code: string | undefined): code is ErrorCode =>
  code !== undefined && Object.hasOwn(errorCodes, code)
