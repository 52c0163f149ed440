import type { Received } from '../pipeline/receive.ts'
import { type Problem, problem, problemType } from './problem.ts'

/** An answer on the hook path, ready to be written. */
export interface HookAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** The request was not read to its end: the connection can't go on. */
  readonly close?: true
}

function problemAnswer(from: Problem, rest: Omit<Partial<HookAnswer>, 'status' | 'type' | 'body'> = {}): HookAnswer {
  return { status: from.status, type: problemType, body: JSON.stringify(from), ...rest }
}

export const uniformAnswer: HookAnswer = { status: 200, type: 'text/plain; charset=utf-8', body: 'ok' }

/** One answer for whatever is wrong with a signature, the same to the byte. */
const unsigned = problemAnswer(
  problem(
    401,
    'SIGNATURE_INVALID',
    'The signature is missing or wrong.',
    'Set the same secret for the hook and for Redhook.',
  ),
)

export const wrongMethod = problemAnswer(
  problem(405, 'METHOD_NOT_ALLOWED', 'Webhooks are sent with POST.', 'Use POST.'),
  { headers: { allow: 'POST' } },
)

export const wrongHost = problemAnswer(
  problem(400, 'BAD_REQUEST', 'The Host header is not a host.', 'Send the host that the request is for.'),
  { close: true },
)

export const wrongClient = problemAnswer(
  problem(
    403,
    'FORBIDDEN',
    'This address may not send webhooks.',
    'Add it to server.allowFrom, or its proxy to server.trustedProxies.',
  ),
)

export const tooLarge = problemAnswer(
  problem(413, 'BODY_TOO_LARGE', 'The body is larger than 25 MiB.', 'No forge sends a larger one.'),
  { close: true },
)

export const busy = problemAnswer(
  problem(503, 'BUSY', 'Too many large bodies at once.', 'Send it again in a few seconds.'),
  { headers: { 'retry-after': '10' }, close: true },
)

const unstored = problemAnswer(
  problem(503, 'STORE_FAILED', 'The delivery could not be stored.', 'Send it again; Redhook’s log says what is wrong.'),
  { headers: { 'retry-after': '30' } },
)

const refusals = {
  400: problem(
    400,
    'BAD_REQUEST',
    '',
    'Send a webhook of the forge that this URL belongs to: a JSON object, UTF-8, with its event.',
  ),
  403: problem(
    403,
    'FORBIDDEN',
    '',
    'Change the URL of the hook (a repository with its own secret has its own URL), or see what the reason says.',
  ),
  415: problem(415, 'UNSUPPORTED_MEDIA_TYPE', '', 'Choose application/json as the content type of the hook.'),
}

/** The answer to what became of a delivery. `linkTo` gives the URL of a deployment. */
export function answerOf(received: Received, linkTo: (id: number) => string): HookAnswer {
  switch (received.kind) {
    case 'unsigned':
      return unsigned
    case 'unstored':
      return unstored
    case 'refused':
      return problemAnswer({ ...refusals[received.status], detail: received.reason })
    case 'recorded':
      return recordedAnswer(received, linkTo)
    default:
      return received satisfies never
  }
}

function recordedAnswer(
  { delivery, status, reason, deployments }: Extract<Received, { kind: 'recorded' }>,
  linkTo: (id: number) => string,
): HookAnswer {
  const links = deployments.map(({ id, app }) => ({ id, app, url: linkTo(id) }))
  const said = status === 'queued' ? {} : { reason }
  const led = links.length > 0 || status === 'queued' ? { deployments: links } : {}
  const body = JSON.stringify({ delivery, status, ...said, ...led })
  return { status: status === 'queued' ? 202 : 200, type: 'application/json', body }
}
