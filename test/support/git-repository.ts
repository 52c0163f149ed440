import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder that removes itself. */
export interface TempFolder extends Disposable {
  readonly path: string
}

export function tempFolder(): TempFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'redhook-git-')))
  chmodSync(path, 0o755)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) }
}

/** Git as a person would call it, in this folder, without the machine's own configuration. */
export function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'protocol.file.allow=always']
  return execFileSync('git', [...identity, ...args], {
    cwd,
    env: personEnv(cwd),
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim()
}

const personEnv = (home: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
})

/** Content by path; `null` removes, `{ link }` is a symlink. */
export type Files = Readonly<Record<string, string | null | { readonly link: string }>>

export function writeFiles(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    if (content === null || typeof content === 'object')
      rmSync(file, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    if (typeof content === 'string') writeFileSync(file, content)
    else if (content !== null) symlinkSync(content.link, file)
  }
}

/** A bare repository and a developer's clone of it that pushes. */
export interface GitRemote {
  /** Path of the bare repository. */
  readonly bare: string
  /** The developer's clone. */
  readonly work: string
  /** Commits these files on the current branch and pushes; returns the hash. */
  push(files: Files, options?: { branch?: string; message?: string; force?: boolean }): string
  /** Clones as an operator would. */
  cloneTo(path: string, ...args: string[]): string
}

const templates = new Map<string, TempFolder>()
afterAll(() => {
  for (const template of templates.values()) template[Symbol.dispose]()
  templates.clear()
})

/** A remote with one commit of these files on `main`. */
export function createRemote(folder: string, files: Files = { 'README.md': 'one\n' }): GitRemote {
  const key = JSON.stringify(files)
  const template = templates.get(key) ?? makeTemplate(files)
  templates.set(key, template)
  cpSync(template.path, folder, { recursive: true, verbatimSymlinks: true })
  return remoteIn(folder)
}

function makeTemplate(files: Files): TempFolder {
  const template = tempFolder()
  git(template.path, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', 'remote.git')
  git(template.path, 'init', '--quiet', '--template=', '--initial-branch=main', 'work')
  const { work, push } = remoteIn(template.path)
  git(work, 'remote', 'add', 'origin', '../remote.git')
  push(files, { message: 'the first' })
  return template
}

function remoteIn(folder: string): GitRemote {
  const bare = join(folder, 'remote.git')
  const work = join(folder, 'work')
  return {
    bare,
    work,
    push(changed, { branch = 'main', message = 'a change', force = false } = {}) {
      writeFiles(work, changed)
      git(work, 'add', '--all', '--force')
      git(work, 'commit', '--quiet', '--allow-empty', '-m', message)
      git(work, 'push', '--quiet', ...(force ? ['--force'] : []), 'origin', `HEAD:refs/heads/${branch}`)
      return git(work, 'rev-parse', 'HEAD')
    },
    cloneTo(path, ...args) {
      git(folder, 'clone', '--quiet', ...args, bare, path)
      return path
    },
  }
}
