import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ClientRules, clientAddress, isAllowed } from '../core/delivery/client-address.ts'
import type { Log } from '../pipeline/ports/log.ts'
import type { Receive } from '../pipeline/receive.ts'
import type { Door } from './app.ts'
import {
  answerOf,
  busy,
  type HookAnswer,
  tooLarge,
  uniformAnswer,
  wrongClient,
  wrongHost,
  wrongMethod,
} from './hook-answers.ts'
import type { HookPath } from './hook-path.ts'
import { createLargeBodies, type LargeBodies } from './large-bodies.ts'
import { readBody } from './read-body.ts'
import { writeAnswer } from './write-answer.ts'

/** What the operator set for the hook path; asked for each request, since the registry may be reloaded. */
export interface HookSettings {
  readonly webhookPath: string
  readonly replies: 'plain' | 'uniform'
  readonly client: ClientRules
  readonly publicUrl?: string
  /** Whether a repository has a secret, and so a URL, of its own. */
  readonly hasOwnSecret?: (repository: string) => boolean
}

export interface HookPorts {
  readonly settings: () => HookSettings
  readonly receive: Receive
  readonly log: Log
}

/** Bounds on what strangers may send. Bytes and milliseconds. */
export interface HookLimits {
  readonly bodyBytes: number
  readonly largeFrom: number
  readonly largeAtOnce: number
  readonly placeWaitMs: number
}

const mebibyte = 2 ** 20

export const hookLimits: HookLimits = {
  bodyBytes: 25 * mebibyte,
  largeFrom: mebibyte,
  largeAtOnce: 4,
  placeWaitMs: 10_000,
}

/** Serves one request on the hook path. Resolves when it is answered, or its client has gone. */
export type ServeHook = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  path: HookPath,
  door: Door,
) => Promise<void>

const host = /^[\w.:[\]-]+$/

/**
 * The hook path works on Node's own request and response: no Request, no Response and no middleware stand between the
 * bytes and their signature.
 */
export function createServeHook(ports: HookPorts, limits: HookLimits = hookLimits): ServeHook {
  const largeBodies = createLargeBodies(limits.largeAtOnce, limits.placeWaitMs)
  return async (incoming, outgoing, path, door) => {
    const settings = ports.settings()
    const answer = await answerHook({ ports, limits, largeBodies, settings, door }, incoming, path)
    if (answer === undefined) return
    const isUniform = settings.replies === 'uniform' && answer.status !== 503
    const shown = isUniform ? { ...uniformAnswer, ...(answer.close && { close: answer.close }) } : answer
    writeAnswer(incoming, outgoing, shown)
  }
}

interface Serving {
  readonly ports: HookPorts
  readonly limits: HookLimits
  readonly largeBodies: LargeBodies
  readonly settings: HookSettings
  readonly door: Door
}

/** The order is the contract: method, host, client, size, signature, and only then what the body says. */
async function answerHook(
  serving: Serving,
  incoming: IncomingMessage,
  path: HookPath,
): Promise<HookAnswer | undefined> {
  const { method, headers, socket } = incoming
  if (method !== 'POST') return wrongMethod
  if (headers.host !== undefined && !host.test(headers.host)) return wrongHost
  const { trustedProxies, allowFrom } = serving.settings.client
  const forwardedFor = headers['x-forwarded-for']
  const client = clientAddress(socket.remoteAddress, forwardedFor?.toString(), trustedProxies)
  if (serving.door === 'network' && !isAllowed(client, allowFrom)) return wrongClient
  return answerBody(serving, incoming, { ...path, ...(client !== undefined && { client }) })
}

async function answerBody(
  { ports, limits, largeBodies, settings }: Serving,
  incoming: IncomingMessage,
  sender: HookPath & { client?: string },
): Promise<HookAnswer | undefined> {
  const visitor = largeBodies.arrive()
  try {
    const { bodyBytes: limit, largeFrom } = limits
    const body = await readBody(incoming, { limit, largeFrom, takePlace: visitor.takePlace })
    if (body === 'gone') return undefined
    if (body === 'too-large') return tooLarge
    if (body === 'busy') return busy
    const received = await ports.receive({ ...sender, headers: incoming.headers, body })
    return answerOf(received, id => linkTo(settings, id))
  } finally {
    visitor.leave()
  }
}

const linkTo = ({ publicUrl }: HookSettings, id: number): string =>
  `${publicUrl?.replace(/\/$/, '') ?? ''}/api/v1/deployments/${id}`
