import { hostname } from 'node:os'
import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { AddContext } from './context.ts'
import { forgePages } from './forge-pages.ts'
import { noteMade } from './made.ts'
import { sleep } from './sleep.ts'
import { tryRemote, type Way } from './try-remote.ts'

/** The repository's deploy key: the one its other apps have, else one beside the registry, made when there is none. */
export async function makeDeployKey({ ports, files, wanted, deps, tell }: AddContext, known: string | undefined) {
  const path = known ?? files.key
  const comment = `redhook@${hostname()} ${wanted.repository}`
  const { text, fingerprint, isNew } = await ports.ssh.keyPair(path, {
    comment,
    checkout: wanted.path,
    signal: deps.signal,
  })
  tell({ step: 'deploy key', state: isNew ? 'done' : 'kept', message: `${path} (${fingerprint})`, lines: [text] })
  return { path, publicKey: text }
}

/** A key that was just added may take a moment. */
const waitsMs = [0, 500, 1_500, 3_000]

/**
 * Waits until the remote accepts the key: it does already, or the API may add it, or a person does.
 * @throws RedhookError REMOTE_DENIED where nobody is there to paste it
 */
export async function untilAccepted(context: AddContext, way: Way, publicKey: string): Promise<string | undefined> {
  const first = await isAccepted(context, way)
  if (first !== undefined) return first.branch
  if (await addByApi(context, publicKey)) {
    for (const ms of waitsMs) {
      await sleep(ms, context.deps.signal)
      const again = await isAccepted(context, way)
      if (again !== undefined) return again.branch
    }
  }
  return untilPasted(context, way, publicKey)
}

async function isAccepted(context: AddContext, way: Way): Promise<{ branch: string | undefined } | undefined> {
  const answer = await tryRemote(context, way)
  if (answer.answers) return answer
  if (answer.error.code === 'REMOTE_HOST_KEY') throw answer.error
  return undefined
}

/** False where the API may not. */
async function addByApi({ ports, remote, files, deps, tell }: AddContext, publicKey: string): Promise<boolean> {
  if (!ports.forge.abilities(remote).api) return false
  const title = `Redhook on ${hostname()}`
  try {
    const { id } = await ports.forge.setup.addDeployKey(remote, { title, publicKey }, deps.signal)
    await noteMade(files.made, { deployKey: id })
    tell({ step: 'deploy key', state: 'done', message: `${remote.name} has it now, for reading (“${title}”)` })
    return true
  } catch (error) {
    deps.signal.throwIfAborted()
    if (!(error instanceof RedhookError) || error.code === 'PROVIDER_UNREACHABLE') throw error
    tell({
      step: 'deploy key',
      state: 'todo',
      message: `the API did not take it: ${error.message}`,
      lines: [error.hint],
    })
    return false
  }
}

async function untilPasted(context: AddContext, way: Way, publicKey: string): Promise<string | undefined> {
  const { deps, isAsking, remote, home, tell } = context
  const page =
    home === undefined ? `the deploy keys of ${remote.name}` : forgePages(remote.provider, home, remote.name).deployKey
  const lines = [page, 'Reading is enough: leave write access off. The key is this one line:', publicKey]
  tell({ step: 'deploy key', state: 'todo', message: `add it at ${providerTitles[remote.provider]}:`, lines })
  while (isAsking && deps.ask !== undefined) {
    const answer = await deps.ask('Press Enter when it is there (q stops) ')
    if (/^(q|n)/i.test(answer.trim())) break
    const accepted = await isAccepted(context, way)
    if (accepted !== undefined) return accepted.branch
    tell({ step: 'deploy key', state: 'todo', message: 'it is not accepted yet' })
  }
  throw new RedhookError(`${remote.name} does not accept the deploy key yet`, {
    code: 'REMOTE_DENIED',
    hint: `Add the key above at ${page}, then run the same again: it goes on from here.`,
  })
}
