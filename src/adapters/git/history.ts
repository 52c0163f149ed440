import { posix } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import type { Checkout, CommitInfo, Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { gitFolders, readRef, readReflog } from './git-files.ts'
import { looseChain, readLooseCommit } from './loose-commit.ts'
import {
  parseBlob,
  parseChangedPaths,
  parseCommit,
  parseCommitList,
  parseLines,
  parseReflog,
  parseTree,
} from './parse.ts'
import type { Speaker } from './speaker.ts'

const isOutside = (path: string) => posix.isAbsolute(path) || posix.normalize(path).startsWith('../')

/** More commits than this are a history of its own, and nobody counts them. */
const mostCounted = 5_000

type History = Pick<
  Git,
  | 'describe'
  | 'hasCommit'
  | 'isAncestor'
  | 'localBranch'
  | 'commitsBetween'
  | 'wasRemoteTip'
  | 'localCommits'
  | 'changes'
  | 'readFileAt'
  | 'existAt'
  | 'blobAt'
  | 'isTracked'
>

const looseCommit = ({ path }: Checkout, commit: string) => {
  const folders = gitFolders(path)
  return folders && readLooseCommit(folders, commit)
}

const chain = ({ path }: Checkout, base: string, tip: string) => {
  const folders = gitFolders(path)
  return folders && looseChain(folders, base, tip)
}

const toLine = ({ commit, subject, author }: CommitInfo) => ({ commit, subject, author })

/** What is asked of commits that are here already. */
export function createHistory({ at, ask }: Pick<Speaker, 'at' | 'ask'>): History {
  const entriesAt: (...args: Parameters<Git['existAt']>) => Promise<ReturnType<typeof parseTree>> = async (
    checkout,
    commit,
    paths,
  ) => {
    if (paths.length === 0) return new Map()
    const result = await ask(argv.entries(at(checkout), commit, paths), {
      what: `Reading ${commit} in ${checkout.path}`,
    })
    const asked = new Set(paths)
    return new Map([...parseTree(result.stdout)].filter(([path]) => asked.has(path)))
  }
  const hasCommit: Git['hasCommit'] = async (checkout, commit) => {
    const asking = { what: `Looking for ${commit}`, answers: [0, 1, 128] }
    return (await ask(argv.commitExists(at(checkout), commit), asking)).exitCode === 0
  }

  return {
    hasCommit,
    async describe(checkout, commit) {
      const loose = looseCommit(checkout, commit)
      if (loose) return loose
      const result = await ask(argv.describe(at(checkout), commit), { what: `Reading ${commit} in ${checkout.path}` })
      const info = parseCommit(result.stdout)
      if (info) return info
      throw new RedhookError(`git says nothing of ${commit} in ${checkout.path}`, {
        code: 'GIT_FAILED',
        hint: `Run \`git -C ${checkout.path} fsck\`.`,
      })
    },
    async isAncestor(checkout, ancestor, descendant) {
      if (chain(checkout, ancestor, descendant) !== undefined) return true
      // 128: one of them is not here, as after the history of a shallow clone was cut.
      const asking = { what: `Comparing ${ancestor} with ${descendant}`, answers: [0, 1, 128] }
      return (await ask(argv.isAncestor(at(checkout), ancestor, descendant), asking)).exitCode === 0
    },
    async localBranch({ path }, branch) {
      const folders = gitFolders(path)
      return folders && readRef(folders, argv.branchRef(branch))
    },
    async commitsBetween(checkout, base, tip) {
      const loose = base === undefined ? undefined : chain(checkout, base, tip)
      if (loose?.every(({ parents }) => parents.length === 1))
        return { commits: loose.map(toLine), total: loose.length }
      const asking = { what: `Reading the commits up to ${tip} in ${checkout.path}`, answers: [0, 128] }
      const result = await ask(argv.commitsBetween(at(checkout), base, tip, mostCounted), asking)
      if (result.exitCode !== 0) return undefined
      const commits = parseCommitList(result.stdout)
      return { commits: commits.slice(0, 20), total: commits.length }
    },
    async wasRemoteTip({ path }, branch, commit) {
      const folders = gitFolders(path)
      if (folders === undefined) return false
      const ref = argv.trackingRef(branch)
      return readRef(folders, ref) === commit || parseReflog(readReflog(folders, ref)).has(commit)
    },
    async localCommits(checkout, head, tip) {
      const result = await ask(argv.localCommits(at(checkout), head, [tip]), {
        what: `Reading the commits of ${checkout.path}`,
      })
      return parseLines(result.stdout)
    },
    async changes(checkout, base, tip) {
      if (base === tip) return []
      const asking = { what: `Comparing ${base} with ${tip}`, answers: [0, 128] }
      const result = await ask(argv.changedPaths(at(checkout), base, tip), asking)
      if (result.exitCode === 0) return parseChangedPaths(result.stdout)
      if (!(await hasCommit(checkout, base))) return undefined
      throw new RedhookError(`${base} cannot be compared with ${tip}: ${result.stderr.trim()}`, {
        code: 'GIT_FAILED',
        hint: `Run \`git -C ${checkout.path} fsck\`.`,
      })
    },
    async readFileAt(checkout, commit, path) {
      if (path.includes('\n') || isOutside(path)) return undefined
      return parseBlob(
        (await ask(argv.readFile(at(checkout), commit, path), { what: `Reading ${path} at ${commit}` })).stdout,
      )
    },
    async existAt(checkout, commit, paths) {
      return new Set((await entriesAt(checkout, commit, paths)).keys())
    },
    async blobAt(checkout, commit, path) {
      const entry = (await entriesAt(checkout, commit, [path])).get(path)
      return entry?.type === 'blob' ? entry.hash : undefined
    },
    async isTracked(checkout, path) {
      return (await ask(argv.tracked(at(checkout), [path]), { what: `Looking for ${path}` })).stdout !== ''
    },
  }
}
