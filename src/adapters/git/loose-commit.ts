import { isUtf8 } from 'node:buffer'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { CommitInfo } from '../../pipeline/ports/git.ts'
import type { GitFolders } from './git-files.ts'

/** A commit as its object says it. */
export interface LooseCommit extends CommitInfo {
  readonly parents: readonly string[]
}

/** Longer ones are left to git. Bytes. */
const longest = 64 * 1024
const mostInChain = 20

/**
 * A commit that lies in a file of its own, as a fetch of a few leaves them: read without the start of a git. Undefined for every other, and
 * wherever git would have to say what is meant (another encoding, an author without a name). Replacements of commits are not looked for.
 */
export function readLooseCommit({ common }: GitFolders, hash: string): LooseCommit | undefined {
  const file = join(common, 'objects', hash.slice(0, 2), hash.slice(2))
  if (!existsSync(file)) return undefined
  try {
    return parseCommitObject(inflateSync(readFileSync(file), { maxOutputLength: longest }), hash)
  } catch {
    return undefined
  }
}

/**
 * The commits from `tip` down to `base`, which is not among them, newest first, where the way down first parents is short and all of it lies
 * loose. Undefined where it is not, and in a shallow checkout, whose commits name parents that count for nothing.
 */
export function looseChain(folders: GitFolders, base: string, tip: string): LooseCommit[] | undefined {
  if (existsSync(join(folders.common, 'shallow'))) return undefined
  const chain: LooseCommit[] = []
  for (let at = tip; at !== base; ) {
    const commit = chain.length < mostInChain ? readLooseCommit(folders, at) : undefined
    if (commit?.parents[0] === undefined) return undefined
    chain.push(commit)
    at = commit.parents[0]
  }
  return chain
}

const person = /^(?:author|committer) ([^<>\s]|[^<>\s][^<>\n]*[^<>\s]) <[^<>\n]*> (\d{1,12}) [+-]\d{4}$/

/** `commit <size>`, NUL, headers, an empty line, the message. */
function parseCommitObject(bytes: Buffer, hash: string): LooseCommit | undefined {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : ''
  const [, head = '', message] = /^commit \d+\0([^\0]*?)\n\n([^\0]*)$/.exec(text) ?? []
  const headers = (name: string) => head.split('\n').filter(line => line.startsWith(`${name} `))
  const author = person.exec(headers('author')[0] ?? '')?.[1]
  const seconds = person.exec(headers('committer')[0] ?? '')?.[2]
  if (message === undefined || author === undefined || seconds === undefined) return undefined
  if (headers('encoding').length > 0) return undefined
  const parents = headers('parent').map(line => line.slice('parent '.length))
  return { commit: hash, parents, author, subject: subjectOf(message), committedAt: Number(seconds) * 1000 }
}

/** As git's `%s`: the first paragraph as one line. */
function subjectOf(message: string): string {
  const lines = message.split('\n').map(line => line.replace(/[ \t\r]+$/, ''))
  const first = lines.findIndex(line => line !== '')
  if (first < 0) return ''
  const end = lines.indexOf('', first)
  return lines.slice(first, end < 0 ? undefined : end).join(' ')
}
