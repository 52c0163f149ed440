import type { ComposeModel, ComposeService } from '../../pipeline/ports/docker.ts'

interface Config {
  readonly services?: Readonly<
    Record<string, { readonly image?: string; readonly build?: unknown; readonly pull_policy?: string }>
  >
}

/** The output of `docker compose config --format json`. Only what matters here is kept: the rest may hold secrets. */
export function parseModel(json: string, project: string, unset: readonly string[]): ComposeModel {
  const { services = {} } = JSON.parse(json) as Config
  const parsed = Object.entries(services).map(
    ([name, service]): ComposeService => ({
      name,
      image: service.image ?? `${project}-${name}`,
      isBuilt: service.build !== undefined,
      ...(service.pull_policy === undefined ? {} : { pullPolicy: service.pull_policy }),
    }),
  )
  return { services: parsed, unset: [...unset] }
}

/** Image names as the engine lists them: with a tag, without Docker Hub's host and `library/`. */
export function formatImageName(name: string): string {
  const short = name.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}

/** The output of `docker image inspect --format '{{json .RepoTags}} {{json .RepoDigests}} {{json .Id}}'`: every name of each image. */
export const parseImageNames = (output: string): Set<string> =>
  new Set([...output.matchAll(/"([^"]+)"/g)].map(([, name = '']) => formatImageName(name)))

/** Required env files out of `config --format json --no-interpolate`; absolute. */
export function parseEnvFiles(json: string): string[] {
  const { services = {} } = JSON.parse(json) as { services?: Record<string, { env_file?: unknown }> }
  const files = Object.values(services).flatMap(({ env_file }) =>
    Array.isArray(env_file) ? env_file : [],
  ) as EnvFile[]
  return [...new Set(files.filter(file => typeof file === 'string' || file.required !== false).map(toPath))]
}

type EnvFile = string | { readonly path: string; readonly required?: boolean }

const toPath = (file: EnvFile): string => (typeof file === 'string' ? file : file.path)
