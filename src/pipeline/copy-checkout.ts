import { join, relative } from 'node:path'
import type { App } from '../core/app.ts'
import type { Copies, Copy } from './ports/copies.ts'
import type { Disk } from './ports/disk.ts'
import type { Git } from './ports/git.ts'

export interface CopyPorts {
  readonly git: Git
  readonly copies: Copies
  readonly disk: Disk
}

/** The checkout as it would be at a commit, on disk. */
export interface CheckoutView extends AsyncDisposable {
  /** Where its files are; absent where that is the checkout itself. */
  readonly copy?: string
  /** Reads the checkout's own paths as they would be. Nothing is written through it. */
  readonly disk: Pick<Disk, 'read' | 'identity' | 'realPath'>
}

/**
 * The checkout as it would be at a commit: its tracked files from there, and everything else as it is on the server now. The
 * checkout itself is not touched; where a deployment of the commit would not touch it either, nothing is copied.
 */
export async function viewCheckout(
  app: App,
  { commit, head }: { readonly commit: string; readonly head: string | undefined },
  { git, copies, disk }: CopyPorts,
): Promise<CheckoutView> {
  const edited = await git.editedPaths(app)
  if (commit === head && (edited.length === 0 || app.sync === 'pull')) {
    return { disk, [Symbol.asyncDispose]: async () => undefined }
  }
  const copy = await copies.open(app.lane)
  try {
    await git.exportTo(app, commit, copy.folder, {})
    await fill(app, { copy, edited, commit, head }, { git, disk })
  } catch (error) {
    await copy[Symbol.asyncDispose]()
    throw error
  }
  return {
    copy: copy.folder,
    disk: readThrough(disk, app, copy.folder),
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  }
}

interface Filling {
  readonly copy: Copy
  readonly edited: readonly string[]
  readonly commit: string
  readonly head: string | undefined
}

async function fill(
  app: App,
  { copy, edited, commit, head }: Filling,
  { git, disk }: Pick<CopyPorts, 'git' | 'disk'>,
): Promise<void> {
  await copy.layOver([...(await git.untracked(app)), ...(await submodules(copy.folder, disk))], 'keep')
  // `pull` keeps local edits but where the commit is in their way, which refuses the deployment.
  if (app.sync === 'reset' || edited.length === 0 || head === undefined) return
  const touched = new Set((await git.changes(app, head, commit))?.map(({ path }) => path))
  await copy.layOver(
    edited.filter(path => !touched.has(path)),
    'replace',
  )
}

/** Folders of submodules: an export leaves them empty, so that what is checked out in them now stands for them. */
async function submodules(folder: string, disk: Pick<Disk, 'read'>): Promise<string[]> {
  const text = (await disk.read(join(folder, '.gitmodules')))?.toString('utf8') ?? ''
  return [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, path = '']) => path)
}

/** The disk, with the copy in the checkout's place. */
function readThrough(disk: Disk, { path, lane }: Pick<App, 'path' | 'lane'>, copy: string): CheckoutView['disk'] {
  const toCopy = (file: string): string => {
    const root = [path, lane].find(folder => isInside(folder, file))
    return root === undefined ? file : join(copy, relative(root, file))
  }
  return {
    read: file => disk.read(toCopy(file)),
    identity: file => disk.identity(toCopy(file)),
    async realPath(file) {
      const real = await disk.realPath(toCopy(file))
      return isInside(copy, real) ? join(lane, relative(copy, real)) : real
    },
  }
}

const isInside = (folder: string, file: string): boolean => file === folder || file.startsWith(`${folder}/`)
