import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import type { CheckoutState } from '../../pipeline/ports/git.ts'

/** Where a checkout keeps its repository; the two differ in a linked worktree. */
export interface GitFolders {
  /** HEAD, index, half-done operations. */
  readonly own: string
  /** Refs, objects, config. */
  readonly common: string
}

/** The repository of a checkout; undefined when the path is none. `.git` may be a file that points elsewhere. */
export function gitFolders(path: string): GitFolders | undefined {
  const dotGit = join(path, '.git')
  const found = statSync(dotGit, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  const own = found.isDirectory()
    ? dotGit
    : resolve(
        path,
        read(dotGit)
          ?.replace(/^gitdir: /, '')
          .trim() ?? '.git',
      )
  if (!existsSync(join(own, 'HEAD'))) return undefined
  const common = read(join(own, 'commondir'))?.trim()
  return { own, common: common === undefined ? own : resolve(own, common) }
}

/** What is at the path, branch and HEAD included, from the files alone. */
export function readState(path: string): CheckoutState {
  const folders = gitFolders(path)
  if (folders === undefined) return { kind: existsSync(path) ? 'folder' : 'missing' }
  const head = read(join(folders.own, 'HEAD'))?.trim() ?? ''
  const ref = /^ref: (.+)$/.exec(head)?.[1]
  if (ref === undefined) return { kind: 'checkout', head }
  if (ref === 'refs/heads/.invalid') throw unreadable(path)
  const commit = readRef(folders, ref)
  const branch = ref.replace(/^refs\/heads\//, '')
  return { kind: 'checkout', branch, ...(commit === undefined ? {} : { head: commit }) }
}

/** The full hash a ref points to, loose or packed. */
export function readRef({ common }: GitFolders, ref: string): string | undefined {
  const loose = read(join(common, ref))?.trim()
  if (loose) return loose
  const line = read(join(common, 'packed-refs'))
    ?.split('\n')
    .find(entry => entry.endsWith(` ${ref}`))
  return line?.split(' ', 1)[0]
}

/** The reflog of a ref as text. */
export const readReflog = ({ common }: GitFolders, ref: string): string => read(join(common, 'logs', ref)) ?? ''

/** `url` of `[remote "origin"]` as it is written in the checkout's own config. */
export function readOriginUrl(path: string): string | undefined {
  const config = read(join(gitFolders(path)?.common ?? join(path, '.git'), 'config')) ?? ''
  const section = /^\[remote "origin"\]([^[]*)/m.exec(config)?.[1]
  return section === undefined ? undefined : /^\s*url\s*=\s*(\S.*?)\s*$/m.exec(section)?.[1]
}

/** A small text file; undefined when it is not there. */
export function read(path: string): string | undefined {
  // An error costs twenty times the question, and most of what is looked for is seldom there.
  if (!existsSync(path)) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR|EISDIR)$/.test(String(error.code)))
      return undefined
    throw error
  }
}

const unreadable = (path: string) =>
  new RedhookError(`${path} keeps its refs as reftable, which Redhook cannot read`, {
    code: 'CHECKOUT_INVALID',
    hint: `Run \`git -C ${path} refs migrate --ref-format=files\`.`,
  })
