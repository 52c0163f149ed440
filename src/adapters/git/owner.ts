import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The user that git runs as. */
export interface Owner {
  readonly uid: number
  readonly gid: number
  readonly name?: string
  readonly home?: string
}

/** Where Redhook is root: the owner of the checkout, or of the nearest folder above it. Undefined: run as Redhook itself. */
export function ownerOf(path: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = statSync(nearestExisting(path))
  return uid === 0 ? undefined : { uid, gid, ...findUser(uid) }
}

/** The path itself, or the first folder above it that is there. */
export function nearestExisting(path: string): string {
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined
  return isThere || dirname(path) === path ? path : nearestExisting(dirname(path))
}

function findUser(uid: number): Pick<Owner, 'name' | 'home'> & { gid?: number } {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , user, group, , home] = line.split(':')
    if (Number(user) === uid && name && home) return { name, home, gid: Number(group) }
  }
  return {}
}
