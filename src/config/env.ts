import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'dotenv'
import { RedhookError } from '../core/errors.ts'
import { pickChildEnvironment, pickGitEnvironment } from './child-environment.ts'

/** Redhook's own environment. Empty variables count as not set. */
export interface Env {
  /** `GITHUB_WEBHOOK_SECRET` */
  readonly webhookSecret?: string
  /** `GITHUB_WEBHOOK_SECRET_PREVIOUS`: still valid during a rotation. */
  readonly previousWebhookSecret?: string
  /** `REDHOOK_TOKEN` */
  readonly token?: string
  /** `REDHOOK_CONFIG` */
  readonly configPath?: string
  /** `REDHOOK_DATA` */
  readonly dataPath?: string
  /** The first of systemd's `STATE_DIRECTORY`. */
  readonly stateDirectory?: string
  /** Any variable as it is, also an empty one; undefined when it is not set. */
  lookup(name: string): string | undefined
  /** The whole environment of a child process before its own variables are added: a new object each time. */
  childEnvironment(): Record<string, string>
  /** As `childEnvironment`, with what git needs to reach a remote as its user would. */
  gitEnvironment(): Record<string, string>
  /** All of it, secrets included: for another version of Redhook and for nothing else. */
  ownEnvironment(): Record<string, string>
  /** What of it must never be shown. */
  readonly secrets: readonly string[]
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment and `.env` in `folder`; what both have, the environment decides. The only reader of either.
 * @throws RedhookError CONFIG_INVALID when `.env` is there and can't be read
 */
export function readEnv(folder: string, environment: Variables = process.env): Env {
  const variables = new Map(Object.entries(readDotenv(path.join(folder, '.env'))))
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) variables.set(name, value)
  return createEnv(variables)
}

function createEnv(variables: ReadonlyMap<string, string>): Env {
  const all = Object.fromEntries(variables)
  const secrets = secretNames.flatMap(name => variables.get(name) ?? []).filter(value => value !== '')
  return Object.freeze({
    ...set('webhookSecret', variables.get('GITHUB_WEBHOOK_SECRET')),
    ...set('previousWebhookSecret', variables.get('GITHUB_WEBHOOK_SECRET_PREVIOUS')),
    ...set('token', variables.get('REDHOOK_TOKEN')),
    ...set('configPath', variables.get('REDHOOK_CONFIG')),
    ...set('dataPath', variables.get('REDHOOK_DATA')),
    ...set('stateDirectory', variables.get('STATE_DIRECTORY')?.split(':')[0]),
    lookup: (name: string) => variables.get(name),
    childEnvironment: () => pickChildEnvironment(all),
    gitEnvironment: () => pickGitEnvironment(all),
    ownEnvironment: () => ({ ...all }),
    secrets: Object.freeze(secrets),
  })
}

const secretNames = ['GITHUB_WEBHOOK_SECRET', 'GITHUB_WEBHOOK_SECRET_PREVIOUS', 'REDHOOK_TOKEN', 'DOCKER_AUTH_CONFIG']

const set = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  (value === undefined || value === '' ? {} : { [key]: value }) as { [P in K]?: string }

function readDotenv(file: string): Record<string, string> {
  try {
    return parse(readFileSync(file))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new RedhookError(`${file} could not be read`, {
      code: 'CONFIG_INVALID',
      cause: error,
      hint: "It holds Redhook's own variables. Make it a file that Redhook's user may read, or remove it.",
    })
  }
}
