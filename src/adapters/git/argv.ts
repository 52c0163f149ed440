import type { Command } from '../../core/command.ts'

/** Where and as whom git runs. */
export type At = Pick<Command, 'cwd' | 'env' | 'uid' | 'gid'>

const git = (at: At, ...args: string[]): Command => ({ ...at, argv: ['git', ...args] })

/** The remote-tracking ref of a branch. */
export const trackingRef = (branch: string) => `refs/remotes/origin/${branch}`
export const branchRef = (branch: string) => `refs/heads/${branch}`
export const tagRef = (tag: string) => `refs/tags/${tag}`

export const version = (at: At): Command => git(at, 'version')

/** The URL that git really uses for a remote or URL, `insteadOf` applied; asks nobody. */
export const effectiveUrl = (at: At, remote: string): Command =>
  git(at, 'ls-remote', '--get-url', '--end-of-options', remote)

export const remoteHead = (at: At, remote: string): Command =>
  git(at, 'ls-remote', '--symref', '--end-of-options', remote, 'HEAD')

/** What these refs point to; an annotated tag is followed by the commit it names, as `<ref>^{}`. */
export const remoteRefs = (at: At, remote: string, refs: readonly string[]): Command =>
  git(at, 'ls-remote', '--end-of-options', remote, ...refs)

/** As `remoteRefs`, of branches alone: a server that can is asked for nothing else. */
export const remoteBranches = (at: At, remote: string, branches: readonly string[]): Command =>
  git(at, 'ls-remote', '--heads', '--end-of-options', remote, ...branches.map(branchRef))

const quietly = ['--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance']

export const fetchBranch = (at: At, remote: string, branch: string): Command =>
  git(at, 'fetch', ...quietly, '--end-of-options', remote, `+${branchRef(branch)}:${trackingRef(branch)}`)

/** Objects alone: `--refmap=` keeps the remote-tracking refs where they are. */
export const fetchObjects = (at: At, remote: string, ref: string): Command =>
  git(at, 'fetch', ...quietly, '--refmap=', '--end-of-options', remote, ref)

/** Forgets remote-tracking refs of deleted branches, whose names may stand in the way of new ones. */
export const pruneRemote = (at: At): Command => git(at, 'remote', 'prune', 'origin')

export const clone = (at: At, url: string, branch: string, folder: string): Command =>
  git(
    at,
    ...['clone', '--no-checkout', '--no-local', '--origin', 'origin', '--template=', '--no-recurse-submodules'],
    ...['--branch', branch, '--end-of-options', url, folder],
  )

export const describe = (at: At, commit: string): Command =>
  git(
    at,
    ...['log', '-1', '--no-show-signature', '--no-mailmap', '--no-color', '--encoding=UTF-8'],
    ...['--format=%H%x00%an%x00%ct%x00%s', '--end-of-options', commit, '--'],
  )

/** Hash, author and subject of up to so many commits, three NUL-ended entries each. A base of the tip's own future yields none. */
export const commitsBetween = (at: At, base: string | undefined, tip: string, most: number): Command =>
  git(
    at,
    ...['log', '-z', '--no-show-signature', '--no-mailmap', '--no-color', '--encoding=UTF-8'],
    ...[`--max-count=${base === undefined ? 1 : most}`, '--format=%H%x00%an%x00%s', '--end-of-options', tip],
    ...(base === undefined ? [] : [`^${base}`]),
    '--',
  )

export const commitExists = (at: At, commit: string): Command => git(at, 'cat-file', '-e', `${commit}^{commit}`)

export const isAncestor = (at: At, ancestor: string, descendant: string): Command =>
  git(at, 'merge-base', '--is-ancestor', ancestor, descendant)

export const localCommits = (at: At, head: string, known: readonly string[]): Command =>
  git(
    at,
    ...['log', '-20', '--no-show-signature', '--no-color', '--format=%h %s', '--ignore-missing'],
    ...[head, '--not', '--remotes', '--glob=refs/redhook/*', ...known, '--'],
  )

const plainDiff = ['--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none']

export const changedPaths = (at: At, base: string, tip: string): Command =>
  git(at, 'diff-tree', '-r', '-z', '--name-status', ...plainDiff, '--end-of-options', base, tip)

export const changes = (at: At, base: string, tip: string): Command =>
  git(at, 'diff-tree', '-r', '-z', '--raw', '--no-abbrev', ...plainDiff, '--end-of-options', base, tip)

/** Content by name, answered as `<hash> blob <size>`, newline, content; symlinks are followed inside the tree alone. */
export const readFile = (at: At, commit: string, path: string): Command => ({
  ...git(at, 'cat-file', '--batch', '--follow-symlinks'),
  input: `${commit}:${path}\n`,
})

/** The first line that is answered with a commit is the one that is meant: `<hash> commit <size>`, one answer a line. */
export const findCommits = (at: At, names: readonly string[]): Command => ({
  ...git(at, 'cat-file', '--batch-check'),
  input: names.map(name => `${name}^{commit}\n`).join(''),
})

/** Every file below these folders; a submodule counts as one. Stars are taken literally. */
export const filesBelow = (at: At, commit: string, folders: readonly string[]): Command =>
  git(at, 'ls-tree', '-r', '-z', '--name-only', '--full-tree', '--end-of-options', commit, '--', ...folders)

/** With `-t`, since a folder is not listed for itself where something in it is asked for, too; so come those above what was asked for. */
export const entries = (at: At, commit: string, paths: readonly string[]): Command =>
  git(at, 'ls-tree', '-t', '-z', '--full-tree', '--end-of-options', commit, '--', ...paths)

export const tracked = (at: At, paths: readonly string[]): Command =>
  git(at, '--literal-pathspecs', 'ls-files', '-z', '--', ...paths)

/** Untracked paths, ignored ones too; a folder without any tracked file is one path, ended by a slash. */
export const untracked = (at: At): Command => git(at, 'ls-files', '--others', '--directory', '-z')

export const updateRef = (at: At, ref: string, commit: string): Command => git(at, 'update-ref', ref, commit)

/** `gc.autoDetach=false`: it ends before this call does, so that nothing works in the checkout unseen. */
export const tidy = (at: At): Command =>
  git(at, '-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet')

export const editedPaths = (at: At): Command =>
  git(
    at,
    ...['status', '--porcelain=v2', '-z', '--no-renames', '--no-ahead-behind'],
    ...['--untracked-files=no', '--ignore-submodules=untracked'],
  )

export const fastForward = (at: At, tip: string): Command =>
  git(at, 'merge', '--ff-only', '--no-overwrite-ignore', '--no-autostash', '--no-verify-signatures', '--no-stat', tip)

/** As `reset --keep`, but ignored files in the way are refused too. */
export const moveKeeping = (at: At, branch: string, tip: string): Command =>
  git(at, 'checkout', '--quiet', '--no-overwrite-ignore', '--no-track', '-B', branch, tip, '--')

export const moveOverwriting = (at: At, branch: string, tip: string): Command =>
  git(at, 'checkout', '--quiet', '--force', '--no-track', '-B', branch, tip, '--')

/** Fills the index from a commit and touches no file. */
export const readIndex = (at: At, commit: string): Command => git(at, 'read-tree', '--reset', commit)

/** Writes these tracked files as the index has them. */
export const writeFiles = (at: At, paths: readonly string[]): Command => ({
  ...git(at, 'checkout-index', '--force', '--index', '-z', '--stdin'),
  input: paths.map(path => `${path}\0`).join(''),
})

/** Which `.gitattributes` and `.gitmodules` of a commit speak of LFS and of submodules. */
export const specialFiles = (at: At, commit: string): Command =>
  git(
    at,
    ...['grep', '-l', '-z', '--no-color', '-E', '-e', 'filter=lfs', '-e', '^[[:space:]]*\\[submodule', commit],
    ...['--', ':(top,glob)**/.gitattributes', ':(top).gitmodules'],
  )

export const abortOperation = (at: At, operation: 'rebase' | 'merge' | 'cherry-pick' | 'revert' | 'am'): Command =>
  git(at, operation, '--abort')

export const submodulesSync = (at: At): Command => git(at, 'submodule', '--quiet', 'sync', '--recursive')

export const submodulesUpdate = (at: At, overwrite: boolean): Command =>
  git(at, 'submodule', 'update', '--init', '--recursive', ...(overwrite ? ['--force'] : []))

export const lfsVersion = (at: At): Command => git(at, 'lfs', 'version')
export const lfsInstall = (at: At): Command => git(at, 'lfs', 'install', '--local', '--skip-repo')
export const lfsPull = (at: At): Command => git(at, 'lfs', 'pull', 'origin')

/** Hashes of files as git would store them, one a line. Paths with a line break cannot be asked for. */
export const hashFiles = (at: At, paths: readonly string[]): Command => ({
  ...git(at, 'hash-object', '--stdin-paths'),
  input: paths.map(path => `${path}\n`).join(''),
})

export const readBlob = (at: At, hash: string): Command => git(at, 'cat-file', 'blob', hash)

export const readTree = (at: At, commit: string): Command => git(at, 'read-tree', '--end-of-options', commit)

/** All files of the index, below a prefix; on every core, which halves the time of a large repository. */
export const checkoutIndex = (at: At, prefix: string): Command =>
  git(at, '-c', 'checkout.workers=0', 'checkout-index', '--all', '--force', `--prefix=${prefix}`)

/** What two commits merge to, as a tree in the object store; 1: they do not merge cleanly. */
export const mergeTree = (at: At, ours: string, theirs: string): Command =>
  git(at, 'merge-tree', '--write-tree', '--no-messages', '--end-of-options', ours, theirs)

export const commitTree = (at: At, tree: string, parents: readonly string[]): Command =>
  git(at, 'commit-tree', ...parents.flatMap(parent => ['-p', parent]), '-m', 'merge', tree)
