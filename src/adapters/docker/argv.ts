import type { Command } from '../../core/command.ts'
import type { Target } from '../../core/target.ts'
import type { BuildOptions, UpOptions } from '../../pipeline/ports/docker.ts'

type Environment = Readonly<Record<string, string>>

/** Compose and the docker command line without colors, menus or hints. */
const quiet = { COMPOSE_ANSI: 'never', NO_COLOR: '1', COMPOSE_MENU: '0', DOCKER_CLI_HINTS: 'false' }

/**
 * For each service that it builds, buildx starts git six times, to note in a provenance that the engine does not keep where the context came
 * from. Whoever wants that says so in the environment.
 */
const withoutGit = { BUILDX_GIT_INFO: '0' }

/**
 * A Compose command line for the target. Project, files and environment file are always named, so that neither a `.env` that git
 * brought nor the folder's name decides; without a `.env` of the app an empty one keeps Compose from finding another.
 */
export const compose = (target: Target, environment: Environment, words: readonly string[]): Command => ({
  argv: [
    'docker',
    'compose',
    '-p',
    target.project,
    ...target.files.flatMap(file => ['-f', file]),
    '--env-file',
    target.envFile ?? '/dev/null',
    ...target.profiles.flatMap(profile => ['--profile', profile]),
    '--progress',
    'plain',
    ...words,
  ],
  cwd: target.cwd,
  env: { ...withoutGit, ...environment, ...target.environment, ...quiet },
})

export const configWords = ['config', '--format', 'json']

export const upWords = ({ removeOrphans, recreate = [], pullNever }: UpOptions): string[] => [
  'up',
  '-d',
  '--no-build',
  ...(removeOrphans ? ['--remove-orphans'] : []),
  ...(pullNever ? ['--pull', 'never'] : []),
  ...(recreate.length > 0 ? ['--no-deps', '--force-recreate', ...recreate] : []),
]

/** The target with a further Compose file on top of its own. */
export const withOverride = (target: Target, { override }: Pick<UpOptions, 'override'>): Target =>
  override === undefined ? target : { ...target, files: [...target.files, override] }

export const buildWords = ({ services, noCache, pull }: BuildOptions): string[] => [
  'build',
  ...(noCache ? ['--no-cache'] : []),
  ...(pull ? ['--pull'] : []),
  ...services,
]

export const restartWords = (services: readonly string[]): string[] => ['restart', ...services]

export const pullWords = (services: readonly string[], policy: 'missing' | 'always'): string[] => [
  'pull',
  '--policy',
  policy,
  ...services,
]

/** Marks our one-off containers: Compose leaves them running when it is ended, so that we have to find them again. */
export const oneOffLabel = 'redhook.one-off=true'

export const runWords = (service: string, argv: readonly string[]): string[] => [
  'run',
  '--rm',
  '-T',
  '--no-deps',
  '--label',
  oneOffLabel,
  service,
  ...argv,
]

export const execWords = (service: string, argv: readonly string[]): string[] => ['exec', '-T', service, ...argv]

/** A command of the docker command line itself. */
export const docker = (environment: Environment, ...words: string[]): Command => ({
  argv: ['docker', ...words],
  cwd: '/',
  env: { ...environment, ...quiet },
})
