import type { Docker } from '../../pipeline/ports/docker.ts'
import type { Engine } from './engine.ts'
import { formatImageName } from './image-names.ts'
import { idsByName } from './parse-image.ts'
import type { Query } from './query.ts'
import { createRootFolder } from './root-folder.ts'

type ImageQueries = Pick<
  Docker,
  'imageIds' | 'tag' | 'listTags' | 'untag' | 'removeDangling' | 'rootFolder' | 'limitBuildCache'
>

/** Clearing gigabytes takes its time. */
const clearingMs = 600_000

/** What is asked of images, and done to them: their names, and the room they take. */
export function createImageQueries(query: Query, engine: Engine): ImageQueries {
  return {
    async imageIds(names, signal) {
      if (names.length === 0) return new Map()
      const found = idsByName(await engine.images(names, signal))
      const pairs = names.map(name => [name, found.get(name) ?? found.get(formatImageName(name))] as const)
      return new Map(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
    },
    tag: engine.tag,
    async listTags(repositoryPrefix, signal) {
      const found = await engine.imagesLike(repositoryPrefix, signal)
      const names = found.flatMap(({ tags }) => tags)
      return names.filter(name => name.startsWith(repositoryPrefix) && !name.endsWith(':<none>'))
    },
    untag: async (names, signal) => {
      if (names.length > 0) await engine.untag(names, signal)
    },
    removeDangling: (project, signal) => removeDangling(query, engine, project, signal),
    rootFolder: createRootFolder(query),
    async limitBuildCache(bytes, signal) {
      const { ok, stdout, stderr } = await query.run(
        ['builder', 'prune', '--force', '--keep-storage', String(bytes)],
        signal,
        clearingMs,
      )
      return lastLine(ok ? stdout : stderr)
    },
  }
}

/** Not `image prune`: only one of those may run at a time in the whole engine. */
async function removeDangling(query: Query, engine: Engine, project: string, signal?: AbortSignal): Promise<number> {
  const ids = await engine.nameless(`com.docker.compose.project=${project}`, signal)
  if (ids.length === 0) return 0
  const { stdout } = await query.run(['image', 'rm', ...new Set(ids)], signal)
  return ids.filter(id => stdout.includes(`Deleted: ${id}`)).length
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''
