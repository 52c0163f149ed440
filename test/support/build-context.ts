import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A build context: its files, and what says which of them the builder is not sent. */
export interface ContextSample {
  /** Empty ones. */
  readonly files: readonly string[]
  /** `.dockerignore`. */
  readonly ignore?: string
  /** Further files by path, with what is in them; `-> x` makes a symlink to x. A `Dockerfile` among them is the one that is built. */
  readonly more?: Readonly<Record<string, string>>
}

/**
 * The files that the real builder receives of each of these contexts, sorted; folders are not told. One call of the builder for
 * all of them, since starting one costs more than building.
 * @throws Error when the builder refuses one
 */
export async function sentFiles(samples: readonly ContextSample[]): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-context-'))
  const place = (index: number, kind: string) => join(folder, `${index}-${kind}`)
  try {
    for (const [index, sample] of samples.entries()) writeContext(place(index, 'context'), sample)
    const targets = samples.map(({ more = {} }, index) => ({
      context: place(index, 'context'),
      ...('Dockerfile' in more ? {} : { 'dockerfile-inline': copyAll }),
      output: [`type=local,dest=${place(index, 'received')}`],
    }))
    const target = Object.fromEntries(targets.map((one, index) => [`t${index}`, one]))
    const file = join(folder, 'bake.json')
    writeFileSync(file, JSON.stringify({ target, group: { default: { targets: Object.keys(target) } } }))
    await execute('docker', ['buildx', 'bake', '-f', file, '--progress', 'plain'], { maxBuffer: 64 * 1024 * 1024 })
    return samples.map((_, index) => filesBelow(place(index, 'received')))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

export const copyAll = 'FROM scratch\nCOPY . /\n'

function writeContext(folder: string, { files, ignore, more = {} }: ContextSample): void {
  const all = {
    ...Object.fromEntries(files.map(file => [file, ''])),
    ...(ignore ? { '.dockerignore': ignore } : {}),
    ...more,
  }
  for (const [path, content] of Object.entries(all)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), file)
    else writeFileSync(file, content)
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
