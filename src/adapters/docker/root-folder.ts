import { access } from 'node:fs/promises'
import type { Docker } from '../../pipeline/ports/docker.ts'
import type { Query } from './query.ts'

/** Where the engine keeps its images, asked once; again where nobody answered. */
export function createRootFolder(query: Query): Docker['rootFolder'] {
  let asked: Promise<string | undefined> | undefined
  return async signal => {
    // Not stopped by the signal of the first who asks: others may wait for the same answer.
    asked ??= findRootFolder(query)
    asked.catch(() => {
      asked = undefined
    })
    const folder = await asked
    signal?.throwIfAborted()
    return folder
  }
}

/** An engine behind a socket may still live in a virtual machine, or beside our container: then its folder is not here. */
async function findRootFolder(query: Query): Promise<string | undefined> {
  const host = await query.text(['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'])
  if (!host.startsWith('unix://')) return undefined
  const folder = await query.text(['info', '--format', '{{.DockerRootDir}}'])
  return (await isThere(folder)) ? folder : undefined
}

const isThere = (folder: string): Promise<boolean> =>
  access(folder).then(
    () => true,
    () => false,
  )
