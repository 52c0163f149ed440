import type { ChangedPath } from '../../core/plan/facts.ts'
import type { CommitInfo } from '../../pipeline/ports/git.ts'

export const protocols = ['file', 'https', 'http', 'ssh', 'git'] as const
export type Protocol = (typeof protocols)[number]

/** The protocol that a remote's URL speaks, as git understands it; undefined for any but those above (`ext::…`, `ftp:`). */
export function parseProtocol(url: string): Protocol | undefined {
  if (/^[a-z0-9+.-]+::/i.test(url)) return undefined
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === 'git+ssh' || scheme === 'ssh+git') return 'ssh'
  if (scheme !== undefined) return protocols.find(known => known === scheme)
  const colon = url.indexOf(':')
  const slash = url.indexOf('/')
  return colon > 0 && (slash === -1 || colon < slash) ? 'ssh' : 'file'
}

/** `git version 2.47.1.windows.1` → `2.47.1`. */
export const parseVersion = (text: string): string | undefined => /\b\d+(?:\.\d+)+/.exec(text)?.[0]

/** Entries that end in NUL. */
export const parseNulList = (text: string): string[] => text.split('\0').filter(entry => entry !== '')

/** Lines without the empty ones. */
export const parseLines = (text: string): string[] => text.split('\n').filter(line => line !== '')

/** The output of `argv.describe`. */
export function parseCommit(text: string): CommitInfo | undefined {
  const [commit, author, seconds, subject] = text.replace(/\n$/, '').split('\0')
  if (commit === undefined || author === undefined || subject === undefined) return undefined
  return { commit, author, subject, committedAt: Number(seconds) * 1000 }
}

/** The output of `argv.commitsBetween`. Subjects may be empty. */
export function parseCommitList(text: string): Pick<CommitInfo, 'commit' | 'subject' | 'author'>[] {
  const entries = text.replace(/\0$/, '').split('\0')
  const commits: Pick<CommitInfo, 'commit' | 'subject' | 'author'>[] = []
  for (let at = 0; at + 2 < entries.length; at += 3) {
    const [commit = '', author = '', subject = ''] = entries.slice(at, at + 3)
    commits.push({ commit, author, subject })
  }
  return commits
}

/** Hashes by ref, as `ls-remote` lists them; `<tag>^{}` is what an annotated tag names. */
export const parseRemoteRefs = (text: string): Map<string, string> =>
  new Map(Array.from(text.matchAll(/^([0-9a-f]{40,64})\t(.+)$/gm), ([, hash = '', ref = '']) => [ref, hash]))

/** The first commit that `cat-file --batch-check` found. */
export const parseFoundCommit = (text: string): string | undefined => /^([0-9a-f]{40,64}) commit \d+$/m.exec(text)?.[1]

/** The branch in `ls-remote --symref … HEAD`. */
export const parseSymref = (text: string): string | undefined => /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(text)?.[1]

/** An entry of `status`: how it differs in the index and in the folder (`.M`, `A.`, `.D`, …). */
export interface StatusEntry {
  readonly xy: string
  readonly path: string
}

const statusFields: Readonly<Record<string, number>> = { '1': 8, u: 10 }

/** Changed entries in `status --porcelain=v2 --no-renames -z`. */
export const parseStatus = (text: string): StatusEntry[] =>
  parseNulList(text).flatMap(entry => {
    const fields = statusFields[entry.slice(0, 1)]
    if (fields === undefined) return []
    const words = entry.split(' ')
    return [{ xy: words[1] ?? '', path: words.slice(fields).join(' ') }]
  })

/** An entry of `diff-tree --raw -z`. */
export interface Change {
  readonly status: string
  readonly path: string
  readonly oldMode: string
  readonly newMode: string
  readonly oldBlob: string
  readonly newBlob: string
}

/** The output of `argv.changes`. */
export function parseChanges(text: string): Change[] {
  const entries = parseNulList(text)
  const changes: Change[] = []
  for (let at = 0; at + 1 < entries.length; at += 2) {
    const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', status = ''] = (entries[at] ?? '')
      .slice(1)
      .split(' ')
    changes.push({ status, path: entries[at + 1] ?? '', oldMode, newMode, oldBlob, newBlob })
  }
  return changes
}

const statuses: Readonly<Record<string, ChangedPath['status']>> = { A: 'added', D: 'deleted' }

/** The output of `argv.changedPaths`. */
export function parseChangedPaths(text: string): ChangedPath[] {
  const entries = parseNulList(text)
  const changed: ChangedPath[] = []
  for (let at = 0; at + 1 < entries.length; at += 2)
    changed.push({ path: entries[at + 1] ?? '', status: statuses[entries[at] ?? ''] ?? 'modified' })
  return changed
}

/** Paths with mode, type and hash, of `ls-tree -z`. */
export function parseTree(text: string): Map<string, { mode: string; type: string; hash: string }> {
  const tree = new Map<string, { mode: string; type: string; hash: string }>()
  for (const entry of parseNulList(text)) {
    const tab = entry.indexOf('\t')
    const [mode = '', type = '', hash = ''] = entry.slice(0, tab).split(' ')
    tree.set(entry.slice(tab + 1), { mode, type, hash })
  }
  return tree
}

/** The content that `cat-file --batch` answered with; undefined for anything but a blob. */
export function parseBlob(text: string): Buffer | undefined {
  const end = text.indexOf('\n')
  return / blob \d+$/.test(text.slice(0, end)) ? Buffer.from(text.slice(end + 1).replace(/\n$/, '')) : undefined
}

/** Every hash that a reflog names, old and new side. */
export function parseReflog(text: string): Set<string> {
  const hashes = parseLines(text).flatMap(line => line.split(' ', 2))
  return new Set(hashes.filter(hash => !/^0+$/.test(hash)))
}
