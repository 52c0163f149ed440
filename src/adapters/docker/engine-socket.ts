import { readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'

/** Asks the engine's own API (1.41 and newer) at its socket: a question costs no process. */
export interface EngineSocket {
  /**
   * The answer, as JSON where it has a body.
   * @throws EngineAway when nobody answers there; the signal's reason
   */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, signal?: AbortSignal): Promise<EngineAnswer>
}

export interface EngineAnswer {
  readonly status: number
  readonly body: unknown
}

/** Nobody answered at the socket, or not what an engine answers. The command line can say why. */
export class EngineAway extends Error {}

/** An engine that hangs must not hang us: these answer within milliseconds, or something is wrong. */
const patienceMs = 30_000

/** Opens nothing yet. */
export function createEngineSocket(socketPath: string): EngineSocket {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  return {
    async ask(method, path, signal) {
      signal?.throwIfAborted()
      const limit = AbortSignal.timeout(patienceMs)
      const stop = signal === undefined ? limit : AbortSignal.any([signal, limit])
      try {
        const answer = await send({ socketPath, agent, method, path, signal: stop })
        return { status: answer.statusCode ?? 0, body: await read(answer) }
      } catch (cause) {
        signal?.throwIfAborted()
        throw new EngineAway(`no answer from ${socketPath}`, { cause })
      }
    },
  }
}

interface Sent {
  readonly socketPath: string
  readonly agent: Agent
  readonly method: string
  readonly path: string
  readonly signal: AbortSignal
}

const send = (sent: Sent): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const message = request({ ...sent, headers: { host: 'docker' } })
    message.once('response', resolve)
    message.once('error', reject)
    message.end()
  })

async function read(answer: IncomingMessage): Promise<unknown> {
  if (answer.headers['content-type']?.startsWith('application/json')) return json(answer)
  answer.resume()
  return undefined
}

const usualSocket = '/var/run/docker.sock'

/**
 * The socket that the docker command line would use with this environment; undefined where the engine is reached in another way, or a
 * context other than the default one is chosen.
 */
export function findEngineSocket(environment: Readonly<Record<string, string>>): string | undefined {
  const { DOCKER_HOST: host, DOCKER_CONTEXT: context } = environment
  if (host !== undefined && host !== '') return host.startsWith('unix:///') ? host.slice('unix://'.length) : undefined
  return (context || currentContext(environment)) === 'default' ? usualSocket : undefined
}

function currentContext({ DOCKER_CONFIG: config, HOME: home }: Readonly<Record<string, string>>): string {
  const folder = config || (home === undefined ? undefined : join(home, '.docker'))
  if (folder === undefined) return 'default'
  try {
    const { currentContext: chosen } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as {
      readonly currentContext?: unknown
    }
    return typeof chosen === 'string' && chosen !== '' ? chosen : 'default'
  } catch {
    return 'default'
  }
}
