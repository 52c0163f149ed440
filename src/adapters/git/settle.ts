import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import type { Checkout, Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { gitFolders, read } from './git-files.ts'
import { parseNulList } from './parse.ts'
import type { Speaker } from './speaker.ts'

/** What a commit needs beside its files. */
interface Needs {
  readonly lfs: boolean
  readonly submodules: boolean
}

const remembered = 100

/** Submodules and LFS. A file beside the index names the commit they were brought to. */
export function createSettling(speaker: Speaker): Pick<Git, 'requireLfs' | 'settle'> {
  const known = new Map<string, Needs>()
  const needsOf = async (checkout: Checkout, commit: string): Promise<Needs> => {
    const needs = known.get(commit) ?? (await readNeeds(speaker, checkout, commit))
    known.set(commit, needs)
    for (const oldest of known.keys()) if (known.size > remembered) known.delete(oldest)
    return needs
  }
  return {
    async requireLfs(checkout, commit) {
      if (read(settledFile(checkout)) === commit) return
      const { lfs } = await needsOf(checkout, commit)
      if (lfs && !(await hasLfs(speaker, checkout))) throw lfsMissing(checkout)
    },
    async settle(checkout, { commit, overwrite }, run) {
      const file = settledFile(checkout)
      if (!overwrite && read(file) === commit) return
      const { lfs, submodules } = await needsOf(checkout, commit)
      if (!lfs && !submodules) return writeFileSync(file, commit)
      const at = await atRemoteOrHere(speaker, checkout)
      if (lfs) {
        await speaker.ask(argv.lfsInstall(at), { what: `Setting up git-lfs in ${checkout.path}` })
        await speaker.ask(argv.lfsPull(at), { ...run, what: 'Fetching LFS files failed', code: 'FETCH_FAILED' })
      }
      if (submodules) {
        const asking = { ...run, what: 'Updating submodules failed', code: 'SUBMODULE_FAILED' as const }
        const trusting = trustSubmodules(at)
        await speaker.ask(argv.submodulesSync(trusting), asking)
        await speaker.ask(argv.submodulesUpdate(trusting, overwrite), asking)
      }
      writeFileSync(file, commit)
    },
  }
}

async function readNeeds(speaker: Speaker, checkout: Checkout, commit: string): Promise<Needs> {
  const asking = { what: `Reading the attributes of ${commit}`, answers: [0, 1] }
  const { stdout } = await speaker.ask(argv.specialFiles(speaker.at(checkout), commit), asking)
  const files = parseNulList(stdout)
  return {
    lfs: files.some(file => file.endsWith('.gitattributes')),
    submodules: files.some(file => file.endsWith(':.gitmodules')),
  }
}

/** What is here already needs nobody: a forge that is away does not keep it from being put in its place. */
async function atRemoteOrHere(speaker: Speaker, checkout: Checkout): Promise<argv.At> {
  try {
    return await speaker.atRemote(checkout, await speaker.remote(checkout))
  } catch {
    return speaker.at(checkout)
  }
}

async function hasLfs(speaker: Speaker, checkout: Checkout): Promise<boolean> {
  const asking = { what: 'Looking for git-lfs', answers: [0, 1, 127] }
  return (await speaker.ask(argv.lfsVersion(speaker.at(checkout)), asking)).exitCode === 0
}

/** Their folders are not known beforehand; they lie in the checkout, and this holds for one call. */
const trustSubmodules = (at: argv.At): argv.At => {
  const count = Number(at.env.GIT_CONFIG_COUNT)
  return {
    ...at,
    env: {
      ...at.env,
      GIT_CONFIG_COUNT: String(count + 1),
      [`GIT_CONFIG_KEY_${count}`]: 'safe.directory',
      [`GIT_CONFIG_VALUE_${count}`]: '*',
    },
  }
}

const settledFile = ({ path }: Checkout) => join(gitFolders(path)?.own ?? join(path, '.git'), 'redhook-settled')

const lfsMissing = ({ path }: Checkout) =>
  new RedhookError(`The repository of ${path} keeps files in Git LFS, and git-lfs is not installed here`, {
    code: 'LFS_MISSING',
    hint: 'Install git-lfs on this machine (apt-get install git-lfs), then deploy again. Nothing was changed.',
  })
