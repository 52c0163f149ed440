import type { Engine, ImageNames, Listed } from './engine.ts'
import { EngineAway, type EngineSocket } from './engine-socket.ts'
import type { Inspected } from './inspected.ts'

/** Of the engine's list of containers, what we read. */
interface ContainerItem {
  readonly Id: string
  readonly Names: readonly string[] | null
  readonly State: string
  readonly Labels: Readonly<Record<string, string>> | null
}

interface ImageItem {
  readonly Id: string
  readonly RepoTags: readonly string[] | null
  readonly RepoDigests: readonly string[] | null
}

const composeLabel = 'com.docker.compose.'

/** Asks the engine itself. @throws EngineAway */
export const engineBySocket = (socket: EngineSocket): Engine => ({
  async list(labels, { all, signal }) {
    const filters = encodeURIComponent(JSON.stringify({ label: labels }))
    const { status, body } = await socket.ask('GET', `/containers/json?all=${all}&filters=${filters}`, signal)
    if (status !== 200) throw new EngineAway(`the list of containers was answered ${status}`)
    return (body as ContainerItem[]).map(toListed)
  },
  async inspect(ids, signal) {
    const found = await askEach<Inspected>(socket, ids, id => `/containers/${encodeURIComponent(id)}/json`, signal)
    return found.length === ids.length ? found : undefined
  },
  async images(names, signal) {
    const found = await askEach<ImageItem>(socket, names, name => `/images/${encodeImage(name)}/json`, signal)
    return found.map(toNames)
  },
  async imagesLike(prefix, signal) {
    return (await listImages(socket, { reference: [`${prefix}*`] }, signal)).map(toNames)
  },
  async nameless(label, signal) {
    return (await listImages(socket, { dangling: ['true'], label: [label] }, signal)).map(({ Id }) => Id)
  },
  async tag(image, name, signal) {
    const query = new URLSearchParams(splitName(name))
    const { status } = await socket.ask('POST', `/images/${encodeImage(image)}/tag?${query}`, signal)
    if (status !== 201) throw new EngineAway(`the engine answered ${status}`)
  },
  async untag(names, signal) {
    // One after another: the last name of an image takes the image with it.
    for (const name of names) await socket.ask('DELETE', `/images/${encodeImage(name)}`, signal)
  },
})

async function listImages(
  socket: EngineSocket,
  filters: Readonly<Record<string, readonly string[]>>,
  signal?: AbortSignal,
): Promise<ImageItem[]> {
  const path = `/images/json?filters=${encodeURIComponent(JSON.stringify(filters))}`
  const { status, body } = await socket.ask('GET', path, signal)
  if (status !== 200) throw new EngineAway(`the list of images was answered ${status}`)
  return body as ImageItem[]
}

/** The answers for those that are there. */
async function askEach<T>(
  socket: EngineSocket,
  names: readonly string[],
  pathOf: (name: string) => string,
  signal?: AbortSignal,
): Promise<T[]> {
  const answers = await Promise.all(names.map(name => socket.ask('GET', pathOf(name), signal)))
  const strange = answers.find(({ status }) => status !== 200 && status !== 404)
  if (strange !== undefined) throw new EngineAway(`the engine answered ${strange.status}`)
  return answers.filter(({ status }) => status === 200).map(({ body }) => body as T)
}

/** The slashes of a name are part of the path. */
const encodeImage = (name: string): string => name.split('/').map(encodeURIComponent).join('/')

/** The colon of a registry's port is not the one before a tag. */
function splitName(name: string): { repo: string; tag: string } {
  const tag = /:([^:/]*)$/.exec(name)?.[1]
  return tag === undefined ? { repo: name, tag: 'latest' } : { repo: name.slice(0, -tag.length - 1), tag }
}

const toListed = ({ Id, Names, State, Labels }: ContainerItem): Listed => {
  const project = Labels?.[`${composeLabel}project`] ?? ''
  // A container has further names where others are linked to it: `/web/alias`.
  const name = (Names ?? []).map(full => full.slice(1)).find(short => !short.includes('/')) ?? ''
  const ref = { id: Id, name, isRunning: State === 'running', ...(project === '' ? {} : { project }) }
  return { ref, folder: Labels?.[`${composeLabel}project.working_dir`] ?? '' }
}

const toNames = ({ Id, RepoTags, RepoDigests }: ImageItem): ImageNames => ({
  id: Id,
  tags: RepoTags ?? [],
  digests: RepoDigests ?? [],
})
