import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Releases } from '../../pipeline/ports/releases.ts'

const kept = 3

/**
 * Versions of Redhook itself: `<data>/releases/<commit>`, and `<data>/current`, the link that systemd starts from. The same
 * commit built anew goes to `<commit>.again`, or back: the version in force is never built over.
 */
export function createReleases(dataDir: string): Releases {
  const root = join(dataDir, 'releases')
  const link = join(dataDir, 'current')
  return {
    create(commit) {
      const own = join(root, commit)
      const folder = isInForce(own, link) ? `${own}.again` : own
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      return folder
    },
    switchTo(folder) {
      const next = `${link}.next`
      rmSync(next, { force: true })
      symlinkSync(folder, next)
      renameSync(next, link)
      prune(root, realpathSync(link))
    },
    hasLink: () => lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  }
}

/** Whether the link leads into the folder; an app's `dir` may lie deeper. */
const isInForce = (folder: string, link: string): boolean =>
  existsSync(link) && existsSync(folder) && isWithin(realpathSync(link), realpathSync(folder))

const isWithin = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`)

/** The newest few stay, and the one in force. */
function prune(root: string, current: string): void {
  const folders = readdirSync(root)
    .map(name => join(root, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const folder of folders.slice(kept)) {
    if (!isWithin(current, realpathSync(folder))) rmSync(folder, { recursive: true, force: true })
  }
}
