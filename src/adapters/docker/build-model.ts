import { join, resolve } from 'node:path'
import type { BuildContext, BuildModel } from '../../core/plan/compose-model.ts'
import type { ConfigBuild, Definitions } from './compose-config.ts'
import { type DockerfileImages, parseDockerfile } from './dockerfile.ts'
import type { Observer } from './observe.ts'

/** What a build is, but for its key. Reads the Dockerfile and the ignore files. */
export async function readBuild(
  build: ConfigBuild,
  secrets: Definitions | undefined,
  disk: Observer,
): Promise<Omit<BuildModel, 'key'>> {
  const folder = isLocal(build.context) ? build.context : undefined
  const written = dockerfileOf(build)
  const others = Object.entries(build.additional_contexts ?? {})
  const [context, dockerfile, contexts, secretFiles, images] = await Promise.all([
    folder === undefined ? undefined : readContext(folder, disk, written),
    written === undefined ? undefined : realPath(written, disk),
    Promise.all(others.flatMap(([, where]) => (isLocal(where) ? [readContext(where, disk)] : []))),
    Promise.all(filesOf(build, secrets).map(file => realPath(file, disk))),
    readImages(build, written, disk),
  ])
  return {
    ...(context ? { context } : {}),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    contexts,
    secretFiles,
    uses: [...new Set([...images.uses, ...others.flatMap(([, where]) => afterPrefix('docker-image://', where))])],
    usesServices: [...new Set(others.flatMap(([, where]) => afterPrefix('service:', where)))],
    isUnderstood: images.isUnderstood,
  }
}

const isLocal = (where: string | undefined): where is string => where?.startsWith('/') === true

const dockerfileOf = ({ context, dockerfile = 'Dockerfile', dockerfile_inline }: ConfigBuild): string | undefined =>
  isLocal(context) && dockerfile_inline === undefined ? resolve(context, dockerfile) : undefined

/** The folders and files of this machine that a build is made from, as Compose has them: symlinks are not followed. */
export const buildPaths = (build: ConfigBuild, secrets: Definitions | undefined): string[] => [
  ...[build.context, dockerfileOf(build), ...Object.values(build.additional_contexts ?? {})].filter(isLocal),
  ...filesOf(build, secrets),
]

async function readImages(
  build: ConfigBuild,
  dockerfile: string | undefined,
  disk: Observer,
): Promise<DockerfileImages> {
  const text = build.dockerfile_inline ?? (dockerfile === undefined ? undefined : await disk.read(dockerfile))
  if (text === undefined) return { uses: [], isUnderstood: false }
  return parseDockerfile(text, {
    args: Object.fromEntries(
      Object.entries(build.args ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    ),
    contexts: Object.keys(build.additional_contexts ?? {}),
    ...(build.target === undefined ? {} : { target: build.target }),
  })
}

/** A context and the ignore file that counts: the one named after the Dockerfile before the folder's own. */
async function readContext(folder: string, disk: Observer, dockerfile?: string): Promise<BuildContext> {
  const { real } = await disk.look(folder)
  for (const file of [
    ...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]),
    join(folder, '.dockerignore'),
  ]) {
    const text = await disk.read(file)
    if (text !== undefined) return { folder: real, ignore: { file: await realPath(file, disk), text } }
  }
  return { folder: real }
}

const realPath = async (path: string, disk: Observer): Promise<string> => (await disk.look(path)).real

const filesOf = ({ secrets = [] }: ConfigBuild, definitions: Definitions | undefined): string[] =>
  secrets.flatMap(({ source }) => (source === undefined ? [] : (definitions?.[source]?.file ?? [])))

const afterPrefix = (prefix: string, where: string): string[] =>
  where.startsWith(prefix) ? [where.slice(prefix.length)] : []
