import { existsSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import { localChanges } from '../../core/sync/refusals.ts'
import type { Checkout, Git, GitRun } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { gitFailure } from './failure.ts'
import { readState } from './git-files.ts'
import { inTheWayOf } from './in-the-way.ts'
import { parseStatus } from './parse.ts'
import type { Speaker } from './speaker.ts'

/**
 * The first checkout. It is made in a folder of its own, whose name is always the same, so that what a crash left is found and
 * removed; it appears by rename.
 */
export const createClone =
  (speaker: Speaker, requireLfs: Git['requireLfs']): Git['clone'] =>
  async (checkout, branch, run) => {
    const { path } = checkout
    const isFolder = existsSync(path)
    const folder = isFolder ? join(path, '.redhook-clone') : join(dirname(path), `.${basename(path)}.redhook-clone`)
    rmSync(folder, { recursive: true, force: true })
    try {
      const commit = await fetchInto(speaker, checkout, { branch, folder, run })
      if (commit === undefined) return 'gone'
      await requireLfs({ ...checkout, path: folder }, commit)
      if (isFolder) await fill(speaker, checkout, { branch, folder, commit, run })
      else await appear(speaker, checkout, { branch, folder, commit, run })
      return 'cloned'
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

interface CloneJob {
  readonly branch: string
  readonly folder: string
  readonly run: GitRun
}

/** Clones without files and returns the branch's tip; undefined when the remote has no such branch. */
async function fetchInto(
  speaker: Speaker,
  checkout: Checkout,
  { branch, folder, run }: CloneJob,
): Promise<string | undefined> {
  const { url } = checkout
  if (url === undefined) throw withoutUrl(checkout)
  const remote = await speaker.remote(checkout)
  const asking = {
    ...run,
    what: `Cloning ${checkout.path} failed`,
    code: 'CLONE_FAILED' as const,
    isLocalRemote: remote.protocol === 'file',
  }
  const command = argv.clone(await speaker.atRemote(checkout, remote, folder), url, branch, folder)
  const result = await speaker.ask(command, { ...asking, answers: [0, 128] })
  if (result.exitCode === 0) return readState(folder).head
  if (/Remote branch .* not found|couldn't find remote ref/i.test(result.stderr)) return undefined
  throw gitFailure(result, asking)
}

async function appear(speaker: Speaker, checkout: Checkout, job: CloneJob & { commit: string }): Promise<void> {
  const command = argv.moveOverwriting(speaker.at(checkout, job.folder), job.branch, job.commit)
  await speaker.ask(command, { ...job.run, what: `Checking out ${job.branch} failed`, code: 'CLONE_FAILED' })
  renameSync(job.folder, checkout.path)
}

/** Files that equal the branch's are taken over, missing ones are written, any other in the way is refused by name. */
async function fill(speaker: Speaker, checkout: Checkout, job: CloneJob & { commit: string }): Promise<void> {
  const { path } = checkout
  const gitFolder = join(job.folder, '.git')
  const place = speaker.at(checkout)
  const at = { ...place, env: { ...place.env, GIT_DIR: gitFolder, GIT_WORK_TREE: path } }
  const asking = { ...job.run, what: `Filling ${path} failed`, code: 'CLONE_FAILED' as const }
  await speaker.ask(argv.readIndex(at, job.commit), asking)
  const entries = parseStatus((await speaker.ask(argv.editedPaths(at), { what: asking.what })).stdout)
  const untracked = new Set(entries.flatMap(({ path: file }) => inTheWayOf(path, file)))
  if (untracked.size > 0) throw localChanges({ path, branch: job.branch }, { edited: [], untracked: [...untracked] })
  const missing = entries.map(({ path: file }) => file)
  if (missing.length > 0) await speaker.ask(argv.writeFiles(at, missing), asking)
  renameSync(gitFolder, join(path, '.git'))
}

const withoutUrl = ({ path }: Checkout) =>
  existsSync(path)
    ? new RedhookError(`${path} is no git checkout`, {
        code: 'CHECKOUT_INVALID',
        hint: 'Set url: of this app, and Redhook fills the folder and keeps its files; or put a checkout there.',
      })
    : new RedhookError(`There is no checkout at ${path}`, {
        code: 'CHECKOUT_MISSING',
        hint: 'Set url: of this app, and Redhook clones it; or clone it there yourself.',
      })
