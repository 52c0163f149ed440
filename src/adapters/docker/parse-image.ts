import { formatImageName } from './image-names.ts'

/** The `--format` of `docker image inspect` that `parseImageIds` reads. */
export const imageFormat = '[{{json .Id}},{{json .RepoTags}},{{json .RepoDigests}}]'

type Line = readonly [id: string, tags: readonly string[] | null, digests: readonly string[] | null]

/** The id of each image, by itself and by every name of it in the form of `formatImageName`. */
export function parseImageIds(output: string): Map<string, string> {
  const lines = output.split('\n').filter(Boolean)
  const images = lines.map(line => JSON.parse(line) as Line)
  return new Map(
    images.flatMap(([id, tags, digests]) => [
      [id, id] as const,
      ...[...(tags ?? []), ...(digests ?? [])].map(name => [formatImageName(name), id] as const),
    ]),
  )
}
