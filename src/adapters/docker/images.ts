import type { Docker } from '../../pipeline/ports/docker.ts'
import { formatImageName } from './image-names.ts'
import { imageFormat, parseImageIds } from './parse-image.ts'
import type { Query } from './query.ts'
import { createRootFolder } from './root-folder.ts'

type ImageQueries = Pick<
  Docker,
  'imageIds' | 'tag' | 'listTags' | 'untag' | 'removeDangling' | 'rootFolder' | 'limitBuildCache'
>

/** Clearing gigabytes takes its time. */
const clearingMs = 600_000

/** What is asked of images, and done to them: their names, and the room they take. */
export function createImageQueries(query: Query): ImageQueries {
  return {
    async imageIds(names, signal) {
      if (names.length === 0) return new Map()
      const { stdout } = await query.run(['image', 'inspect', '--format', imageFormat, ...names], signal)
      const found = parseImageIds(stdout)
      const pairs = names.map(name => [name, found.get(name) ?? found.get(formatImageName(name))] as const)
      return new Map(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
    },
    async tag(image, name, signal) {
      await query.text(['image', 'tag', image, name], signal)
    },
    async listTags(repositoryPrefix, signal) {
      const words = [
        'image',
        'ls',
        '--format',
        '{{.Repository}}:{{.Tag}}',
        '--filter',
        `reference=${repositoryPrefix}*`,
      ]
      const names = (await query.text(words, signal)).split('\n')
      return names.filter(name => name.startsWith(repositoryPrefix) && !name.endsWith(':<none>'))
    },
    async untag(names, signal) {
      // It says so of names that are not there, and of the last name of an image in use, and goes on.
      if (names.length > 0) await query.run(['image', 'rm', ...names], signal)
    },
    removeDangling: (project, signal) => removeDangling(query, project, signal),
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
async function removeDangling(query: Query, project: string, signal?: AbortSignal): Promise<number> {
  const ofProject = `label=com.docker.compose.project=${project}`
  const ids = (
    await query.text(['image', 'ls', '-q', '--no-trunc', '--filter', 'dangling=true', '--filter', ofProject], signal)
  )
    .split('\n')
    .filter(Boolean)
  if (ids.length === 0) return 0
  const { stdout } = await query.run(['image', 'rm', ...new Set(ids)], signal)
  return ids.filter(id => stdout.includes(`Deleted: ${id}`)).length
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''
