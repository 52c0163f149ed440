import { realpath } from 'node:fs/promises'
import { parseEnvFile } from '../../core/env-file.ts'
import type { Target } from '../../core/target.ts'
import type { CopiedCheckout } from '../../pipeline/ports/docker.ts'
import type { ComposeCommand } from './ask-config.ts'
import { checkSources, pathsOf } from './check-sources.ts'
import { findComposeFiles } from './compose-files.ts'
import { createObserver } from './observe.ts'
import { createPlaces } from './places.ts'

/** Keeps Compose from taking in files of other machines. */
export const noRemotes = { COMPOSE_EXPERIMENTAL_GIT_REMOTE: '0', COMPOSE_EXPERIMENTAL_OCI_REMOTE: '0' } as const

/**
 * Sees to it that Compose reads no more of a copy that nobody has looked through than what lies in it, in the checkout, and what the
 * checkout's own Compose files take in from elsewhere. Returns the command that Compose is then to be asked with.
 * @throws RedhookError PREVIEW_REFUSED
 */
export async function checkCopy(target: Target, as: CopiedCheckout, command: ComposeCommand): Promise<ComposeCommand> {
  const disk = createObserver()
  const { place } = await createPlaces(target, as)
  const variables = parseEnvFile((target.envFile && (await disk.read(target.envFile))) ?? '')
  const own = await findComposeFiles({ files: target.files.map(place), variables }, disk)
  const outside = await Promise.all(pathsOf(own).map(async path => (await disk.look(path)).real))
  const copy = await realpath(as.copy)
  await checkSources({ target, roots: [copy, as.root, ...outside], environment: command(target, []).env }, disk)
  return (asked, words) => {
    const made = command(asked, words)
    return { ...made, env: { ...made.env, ...noRemotes } }
  }
}
