import { existsSync } from 'node:fs'
import { chown, link, mkdtemp, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import type { RunResult } from '../../pipeline/ports/processes.ts'
import type { SshSetup } from '../../pipeline/ports/ssh-setup.ts'
import * as argv from './argv.ts'
import { fingerprintOf } from './parse.ts'
import { notStarted, type Owner, type SshOptions } from './ssh-options.ts'
import { cannotWrite, makeFolder, writeWhole } from './write-whole.ts'

type MakePair = SshSetup['keyPair']

/** A key pair as ssh-keygen makes it: in a folder of its own, from which the private key appears by a link that overwrites nothing. */
export const createKeyPair =
  ({ processes, environment, ownerOf }: SshOptions): MakePair =>
  async (path, { comment, checkout, signal }) => {
    const run = async (command: ReturnType<typeof argv.makeKey>) =>
      succeeded(await processes.run(command, { signal }), signal)
    const owner = ownerOf(checkout)
    const isNew = !existsSync(path)
    if (isNew) await make(path, file => run(argv.makeKey(environment, file, comment)), owner)
    const text = await readPublic(path, async () => {
      const derived = (await run(argv.publicKey(environment, path))).stdout.trim()
      return `${derived.split(' ').slice(0, 2).join(' ')} ${comment}`
    })
    return { text, fingerprint: fingerprintOf(text.split(' ')[1] ?? ''), isNew }
  }

async function make(path: string, keygen: (file: string) => Promise<unknown>, owner: Owner | undefined) {
  let folder: string | undefined
  try {
    await makeFolder(path)
    folder = await mkdtemp(join(dirname(path), '.redhook-key-'))
    const made = join(folder, 'key')
    await keygen(made)
    if (owner !== undefined) await chown(made, owner.uid, owner.gid)
    await link(made, path)
  } catch (error) {
    throw error instanceof RedhookError || (error as Error).name === 'AbortError' ? error : cannotWrite(path, error)
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** The file beside the private key, written where it is missing, or belongs to another one. */
async function readPublic(path: string, derive: () => Promise<string>): Promise<string> {
  const derived = await derive()
  const file = `${path}.pub`
  const found = await readFile(file, 'utf8').catch(() => '')
  if (found.split(' ')[1]?.trim() === derived.split(' ')[1]) return found.trim()
  await writeWhole(file, `${derived}\n`, { mode: 0o644 }).catch((error: unknown) => {
    throw cannotWrite(file, error)
  })
  return derived
}

function succeeded(result: RunResult, signal: AbortSignal): RunResult {
  signal.throwIfAborted()
  if (result.spawnError !== undefined) throw notStarted('ssh-keygen', result.spawnError)
  if (result.exitCode === 0) return result
  throw new RedhookError(`ssh-keygen failed: ${result.stderr.trim() || `it ended with ${result.exitCode}`}`, {
    code: 'COMMAND_FAILED',
    hint: 'If the key at that path is damaged or has a passphrase, move it away and run this again.',
  })
}
