import { chmodSync, cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Files, git, writeFiles } from './git-repository.ts'

/** A project of the kind our users have: a repository, and commits on top of it with the plans they lead to. */
export interface Example {
  readonly name: string
  /** The files of the repository. */
  readonly repo: string
  /** Fields of the registry. */
  readonly app: Readonly<Record<string, unknown>>
  /** Files that only the server has. */
  readonly server: Files
  readonly commits: readonly ExampleCommit[]
}

/** What differs from the repository that is live, and what that leads to. */
export interface ExampleCommit {
  readonly title: string
  /** Whole files; `null` removes. */
  readonly change?: Files
  /** By file: words, and what stands in their place. The first occurrence counts. */
  readonly edit?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly mode?: Readonly<Record<string, 'executable'>>
  /** Files that only the server has, as they are meanwhile. */
  readonly server?: Files
  /** The plan of every service as text. */
  readonly plan: string
  /** What a person is told beside it. */
  readonly warnings?: readonly string[]
}

const root = join(import.meta.dirname, '../examples')

/** Every example, by name. */
export const readExamples = (): Example[] =>
  readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => readExample(name))

export function readExample(name: string): Example {
  const told = parse(readFileSync(join(root, name, 'commits.yml'), 'utf8')) as Partial<Example>
  return { app: {}, server: {}, commits: [], ...told, name, repo: join(root, name, 'repo') }
}

/** Makes a repository of the example's files at this path, with what only the server has beside them. Returns the commit. */
export function createExampleRepository(example: Example, path: string): string {
  cpSync(example.repo, path, { recursive: true })
  git(path, 'init', '--quiet', '--template=', '--initial-branch=main')
  git(path, 'add', '--all')
  git(path, 'commit', '--quiet', '-m', 'live')
  writeFiles(path, example.server)
  return git(path, 'rev-parse', 'HEAD')
}

/** Puts the repository back to a commit and makes this one on top. Returns its hash. */
export function makeExampleCommit(example: Example, path: string, live: string, commit: ExampleCommit): string {
  git(path, 'checkout', '--quiet', '--force', '-B', 'main', live)
  git(path, 'clean', '--quiet', '-ffdx')
  applyExampleCommit(path, commit)
  git(path, 'add', '--all')
  git(path, 'commit', '--quiet', '--allow-empty', '-m', commit.title)
  // As a deployment would: git moves the tree from what is live.
  git(path, 'checkout', '--quiet', '--force', live)
  writeFiles(path, { ...example.server, ...commit.server })
  git(path, 'checkout', '--quiet', 'main')
  return git(path, 'rev-parse', 'HEAD')
}

/** Changes the files of a folder as the commit does. */
export function applyExampleCommit(path: string, { change = {}, edit = {}, mode = {} }: ExampleCommit): void {
  writeFiles(path, change)
  for (const [file, words] of Object.entries(edit)) writeFiles(path, { [file]: editText(join(path, file), words) })
  for (const file of Object.keys(mode)) chmodSync(join(path, file), 0o755)
}

function editText(file: string, words: Readonly<Record<string, string>>): string {
  return Object.entries(words).reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`)
      return text.replace(from, () => to)
    },
    readFileSync(file, 'utf8'),
  )
}

/** The files of an example's repository, by path. */
export const filesOf = (example: Example): Record<string, string> =>
  Object.fromEntries(
    readdirSync(example.repo, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(file => [file.slice(example.repo.length + 1), readFileSync(file, 'utf8')]),
  )
