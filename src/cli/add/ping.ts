import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { AddContext } from './context.ts'
import { knock } from './knock.ts'
import type { HookSecret } from './pick-secret.ts'
import { createSignedPing } from './signed-ping.ts'
import { sleep } from './sleep.ts'

interface ApiDelivery {
  readonly seq: number
  readonly id: string
  readonly repository?: string
}

const patienceMs = 20_000

/** A ping by the forge, where its hook is known and it sends one by request, else by ourselves; and whether it arrived. */
export const ping = async (context: AddContext, hook: HookSecret, id: string | undefined): Promise<boolean> =>
  (id === undefined ? undefined : await pingByForge(context, id)) ?? pingOurselves(context, hook)

/** Undefined where the forge sends none. */
async function pingByForge(context: AddContext, id: string): Promise<boolean | undefined> {
  const { ports, remote, deps, tell } = context
  const title = providerTitles[remote.provider]
  const last = (await deliveries(context))[0]?.seq ?? 0
  try {
    if (!(await ports.forge.setup.pingHook(remote, id, deps.signal))) return undefined
  } catch (error) {
    return tellFailed(context, error)
  }
  const isIt = ({ seq, repository }: ApiDelivery) =>
    seq > last && (repository ?? remote.name).toLowerCase() === remote.name.toLowerCase()
  const arrived = await waitFor(context, isIt)
  if (arrived) tell({ step: 'ping', state: 'done', message: `${title} sent one, and it arrived` })
  else {
    const lines = [
      "See what the hook's page says of it. Is server.publicUrl what the forge can reach, and let in by allowFrom?",
    ]
    tell({
      step: 'ping',
      state: 'todo',
      message: `${title}'s ping did not arrive within ${patienceMs / 1_000} s`,
      lines,
    })
  }
  return arrived
}

/** All else is set up by now. GitLab tries the hook while it is asked, and says itself what came of it. */
function tellFailed({ deps, tell }: AddContext, error: unknown): false {
  deps.signal.throwIfAborted()
  if (!(error instanceof RedhookError)) throw error
  tell({ step: 'ping', state: 'todo', message: error.message, lines: [error.hint] })
  return false
}

/** Proves that the server takes this secret at this URL; not that the forge reaches this machine. */
async function pingOurselves(context: AddContext, { secret, path }: HookSecret): Promise<boolean> {
  const { config, remote, deps, tell } = context
  const signed = createSignedPing(remote.provider, remote.name, secret)
  const { status, said } = await knock(config.server.dataDir, path, signed, deps.signal)
  const arrived = status < 300 && (await waitFor(context, ({ id }) => id === signed.id, 2_000))
  if (arrived) tell({ step: 'ping', state: 'done', message: `a signed one of our own arrived at ${path}` })
  else {
    const lines = [
      'Does the server have the same secret? It reads its environment at the start: restart it after a change.',
    ]
    tell({
      step: 'ping',
      state: 'todo',
      message: `a signed one of our own was refused: ${status} ${said.slice(0, 200)}`,
      lines,
    })
  }
  return arrived
}

async function waitFor(
  context: AddContext,
  isIt: (delivery: ApiDelivery) => boolean,
  ms = patienceMs,
): Promise<boolean> {
  const { deps } = context
  for (const end = deps.now() + ms; ; await sleep(150, deps.signal)) {
    if ((await deliveries(context)).some(isIt)) return true
    if (deps.now() > end) return false
  }
}

/** The newest. */
async function deliveries({ client }: AddContext): Promise<readonly ApiDelivery[]> {
  return (await client.get<{ deliveries: readonly ApiDelivery[] }>('/api/v1/deliveries?limit=20')).deliveries
}
