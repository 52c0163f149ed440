import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Leftover } from '../../core/sync/leftover.ts'
import { filesBelow } from './files-below.ts'
import { type GitFolders, gitFolders } from './git-files.ts'

type Found = Pick<Leftover, 'kind' | 'path'>

/** Locks and half-done operations in a checkout, with their age and whoever may still work on them. Starts no process. */
export function findLeftovers(path: string, now: number): Leftover[] {
  const folders = gitFolders(path)
  if (folders === undefined) return []
  const found = [...findLocks(folders), ...findOperations(folders.own)]
  if (found.length === 0) return []
  const working = findWorking(path)
  return found.map(leftover => ({ ...leftover, ...working, ageMs: now - lastTouched(leftover.path) }))
}

function findLocks({ own, common }: GitFolders): Found[] {
  const tops = [...new Set([own, common])].flatMap(topLocks)
  return [...tops, ...refLocks(join(common, 'refs')), ...moduleLocks(join(common, 'modules'))].map(path => ({
    kind: 'lock',
    path,
  }))
}

/** index, HEAD, ORIG_HEAD, config, packed-refs, shallow, … */
const topLocks = (folder: string): string[] =>
  readdirSync(folder)
    .filter(isLock)
    .map(name => join(folder, name))

const isLock = (name: string) => name.endsWith('.lock')

const refLocks = (refs: string): string[] => (existsSync(refs) ? filesBelow(refs).filter(isLock) : [])

const bulky = new Set(['objects', 'hooks', 'info', 'logs', 'refs', 'lfs'])

/** Repositories of submodules lie in folders named by their paths. */
function moduleLocks(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return bulky.has(entry.name) ? [] : moduleLocks(path)
    return isLock(entry.name) ? [path] : []
  })
}

function findOperations(own: string): Found[] {
  const has = (name: string) => existsSync(join(own, name))
  const at = (kind: Leftover['kind'], name: string): Found[] => (has(name) ? [{ kind, path: join(own, name) }] : [])
  // A rebase stops with a cherry-pick half done; ending the rebase ends both.
  if (has('rebase-merge')) return at('rebase', 'rebase-merge')
  if (has('rebase-apply')) return at(has('rebase-apply/applying') ? 'am' : 'rebase', 'rebase-apply')
  return [...at('merge', 'MERGE_HEAD'), ...at('cherry-pick', 'CHERRY_PICK_HEAD'), ...at('revert', 'REVERT_HEAD')]
}

function lastTouched(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(found.mtimeMs, ...readdirSync(path).map(name => lastTouched(join(path, name))))
}

/** A git process whose working directory is in the checkout, or whose command line names it. */
function findWorking(checkout: string): Pick<Leftover, 'pid' | 'mayBeHidden'> {
  const root = realpathSync(checkout)
  let mayBeHidden = false
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('git')) continue
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(root)) return { pid: Number(pid), mayBeHidden }
      if (`${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${root}/`)) return { pid: Number(pid), mayBeHidden }
    } catch (error) {
      // It ended meanwhile, or belongs to somebody else.
      if (error instanceof Error && 'code' in error && error.code === 'EACCES') mayBeHidden = true
    }
  }
  return { mayBeHidden }
}

/** Removes a lock, or what tells of an operation that git itself can't end. */
export const removeLeftover = ({ path }: Pick<Leftover, 'path'>): void => rmSync(path, { recursive: true, force: true })
