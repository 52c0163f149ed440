import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkout, Git, MoveRequest } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { readChanges } from './edits.ts'
import { gitFailure } from './failure.ts'
import { gitFolders, read, readState } from './git-files.ts'
import { type Change, parseLines } from './parse.ts'
import type { Speaker } from './speaker.ts'

/**
 * Moving the checkout. Git writes files first and HEAD last, so a git that is killed in between leaves its own work looking like
 * local edits. A note beside the index tells which move was under way; what is certainly its work is taken back.
 */
export const createMoves = (speaker: Speaker): Pick<Git, 'move' | 'undoInterruptedMove'> => ({
  async move(checkout, request, run) {
    const note = noteFile(checkout)
    writeFileSync(note, `${request.head ?? ''} ${request.tip}\n`)
    const what = `Moving ${checkout.path} to ${request.tip}`
    const result = await speaker.ask(moveCommand(speaker.at(checkout), request), { ...run, what, answers: [0, 1, 128] })
    if (result.exitCode === 0 || isRefusal(result.stderr)) rmSync(note, { force: true })
    if (result.exitCode === 0) return undefined
    if (isRefusal(result.stderr)) return result.stderr
    throw gitFailure(result, { what, code: 'GIT_FAILED' })
  },
  async undoInterruptedMove(checkout) {
    const note = noteFile(checkout)
    const [head, tip] = (read(note) ?? '').trim().split(' ')
    if (head === undefined || tip === undefined) return []
    const paths = readState(checkout.path).head === head ? await takeBack(speaker, checkout, head, tip) : []
    rmSync(note, { force: true })
    return paths
  },
})

function moveCommand(at: argv.At, { how, branch, tip }: MoveRequest) {
  if (how === 'fast-forward') return argv.fastForward(at, tip)
  return how === 'keep' ? argv.moveKeeping(at, branch, tip) : argv.moveOverwriting(at, branch, tip)
}

/** Git looked first and touched nothing. */
const isRefusal = (said: string) =>
  /would be overwritten|would lose untracked|Not possible to fast-forward|not uptodate|needs merge|unmerged|resolve your current index/i.test(
    said,
  )

const noteFile = ({ path }: Checkout) => join(gitFolders(path)?.own ?? join(path, '.git'), 'redhook-move')

async function takeBack(speaker: Speaker, checkout: Checkout, head: string, tip: string): Promise<string[]> {
  const at = speaker.at(checkout)
  const changes = await readChanges(speaker, at, head, tip)
  const ours = await findOurs(speaker, checkout, changes)
  if (ours.length === 0) return []
  const what = `Taking back a half-done move of ${checkout.path}`
  await speaker.ask(argv.readIndex(at, head), { what })
  for (const { path } of ours.filter(({ status }) => status === 'A')) rmSync(join(checkout.path, path), { force: true })
  const restored = ours.filter(({ status }) => status !== 'A').map(({ path }) => path)
  if (restored.length > 0) await speaker.ask(argv.writeFiles(at, restored), { what })
  return ours.map(({ path }) => path)
}

/** The changes that the killed git had begun: the file is gone, or holds the new content or the beginning of it. */
async function findOurs(speaker: Speaker, checkout: Checkout, changes: readonly Change[]): Promise<Change[]> {
  const files = changes.filter(change => change.newMode !== '160000' && !change.path.includes('\n'))
  const kindOf = (path: string) => lstatSync(join(checkout.path, path), { throwIfNoEntry: false })
  const regular = files.filter(({ path }) => kindOf(path)?.isFile()).map(({ path }) => path)
  const hashes = await hashFiles(speaker, checkout, regular)
  const ours: Change[] = []
  for (const change of files) {
    const { path, status, oldBlob, newBlob } = change
    const found = kindOf(path)
    const hash = found?.isSymbolicLink() ? hashLink(join(checkout.path, path), newBlob) : hashes.get(path)
    if (found === undefined ? status !== 'A' : hash === newBlob) ours.push(change)
    else if (found?.isFile() && hash !== oldBlob && (await isBeginning(speaker, checkout, change))) ours.push(change)
  }
  return ours
}

async function hashFiles(speaker: Speaker, checkout: Checkout, paths: readonly string[]): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map()
  const command = argv.hashFiles(speaker.at(checkout), paths)
  const hashes = parseLines((await speaker.ask(command, { what: `Reading files of ${checkout.path}` })).stdout)
  return new Map(paths.map((path, at) => [path, hashes[at] ?? '']))
}

function hashLink(path: string, { length }: string): string {
  const target = readlinkSync(path, { encoding: 'buffer' })
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${target.length}\0`)
    .update(target)
    .digest('hex')
}

async function isBeginning(speaker: Speaker, checkout: Checkout, { path, newBlob }: Change): Promise<boolean> {
  const there = readFileSync(join(checkout.path, path))
  if (there.length === 0) return true
  const asking = { what: `Reading ${path}`, answers: [0, 128] }
  const { stdout } = await speaker.ask(argv.readBlob(speaker.at(checkout), newBlob), asking)
  return stdout.startsWith(there.toString('utf8').replace(/\uFFFD+$/, ''))
}
