import type { ImageNames } from './engine.ts'
import { formatImageName } from './image-names.ts'

/** The `--format` of `docker image inspect` that `parseImages` reads. */
export const imageFormat = '[{{json .Id}},{{json .RepoTags}},{{json .RepoDigests}}]'

/** The `--format` of `docker image ls` for it: a line a name. */
export const listFormat = '["{{.ID}}",["{{.Repository}}:{{.Tag}}"],[]]'

type Line = readonly [id: string, tags: readonly string[] | null, digests: readonly string[] | null]

/** One image a line. */
export const parseImages = (output: string): ImageNames[] =>
  output
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Line)
    .map(([id, tags, digests]) => ({ id, tags: tags ?? [], digests: digests ?? [] }))

/** The id of each image, by itself and by every name of it in the form of `formatImageName`. */
export const idsByName = (images: readonly ImageNames[]): Map<string, string> =>
  new Map(
    images.flatMap(({ id, tags, digests }) => [
      [id, id] as const,
      ...[...tags, ...digests].map(name => [formatImageName(name), id] as const),
    ]),
  )
