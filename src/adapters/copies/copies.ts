import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { chown, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Copies } from '../../pipeline/ports/copies.ts'
import { layOver } from './lay-over.ts'

/**
 * Copies of checkouts, in `<data>/tmp`. Where Redhook is root and git runs as the checkout's owner, who may not enter the data
 * folder, they are in the system's folder for temporary files.
 */
export function createCopies(dataDir: string): Copies {
  const own = { parent: join(dataDir, 'tmp'), prefix: 'preview-' }
  const shared = { parent: tmpdir(), prefix: `redhook-preview-${nameOf(dataDir)}-` }
  return {
    async open(checkout) {
      const owner = await foreignOwner(checkout)
      const { parent, prefix } = owner === undefined ? own : shared
      mkdirSync(parent, { recursive: true, mode: 0o700 })
      const folder = await mkdtemp(join(realpathSync(parent), prefix))
      if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
      const copy = join(folder, 'tree')
      return {
        folder: copy,
        layOver: (paths, how) => layOver(checkout, copy, paths, how),
        [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
      }
    },
    clear() {
      for (const place of [own, shared]) removeAll(place)
    },
  }
}

/** One data folder's copies from another's, where they share a place. */
const nameOf = (dataDir: string): string => createHash('sha256').update(dataDir).digest('hex').slice(0, 8)

/** Whom git runs as, where that is not Redhook itself. */
async function foreignOwner(checkout: string): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = await stat(checkout)
  return uid === 0 ? undefined : { uid, gid }
}

function removeAll({ parent, prefix }: { parent: string; prefix: string }): void {
  for (const name of namesIn(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
