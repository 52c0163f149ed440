import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Role } from '../core/access/actor.ts'
import type { User } from '../core/access/user.ts'
import type { Env } from './env.ts'
import type { ServerInput } from './server-schema.ts'

/** What the command line says over the registry. */
export interface Overrides {
  /** `--address` */
  readonly address?: string
  /** `--port` */
  readonly port?: number
  /** `--data`, relative to the working directory. */
  readonly data?: string
  /** `--debug` */
  readonly debug?: boolean
}

export interface AccessConfig {
  /** By name. */
  readonly users: ReadonlyMap<string, User>
  /** In lower case. */
  readonly authHeader?: string
  readonly authHeaderRole?: Role
  readonly isPublic: boolean
  readonly hasPublicLogs: boolean
}

export interface ServerConfig {
  readonly address: string
  /** 0: any free one. */
  readonly port: number
  /** Absolute; may not be there yet. */
  readonly dataDir: string
  /** Without a slash at the end. */
  readonly publicUrl?: string
  /** Begins with a slash, doesn't end with one. */
  readonly webhookPath: string
  readonly replies: 'plain' | 'uniform'
  /** Addresses, CIDR networks, and `github` for those that GitHub publishes; empty: anyone. */
  readonly allowFrom: readonly string[]
  /** Addresses and CIDR networks; empty: none. */
  readonly trustedProxies: readonly string[]
  /** Addresses and CIDR networks beside the open internet that channels may reach; empty: none. */
  readonly notifyPrivate: readonly string[]
  /** Who may over the network, beside tokens. */
  readonly access: AccessConfig
  /** Deployments that build or start at once. */
  readonly concurrency: number
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly file?: string }
  /** The size in bytes that the engine's build cache is cut down to after each build; absent: never. */
  readonly buildCacheBytes?: number
  readonly keep: { readonly olderThanMs: number; readonly perApp: number }
}

export interface ServerSources {
  readonly env: Env
  readonly overrides: Overrides
  readonly cwd: string
  /** The registry's folder, which its relative paths count from. */
  readonly folder: string
}

const dayMs = 24 * 3_600_000

/** The server's settings with every default filled in; flags beat fields, fields beat the environment. */
export function createServerConfig(input: ServerInput, sources: ServerSources): ServerConfig {
  const { overrides, folder } = sources
  const { publicUrl, log, keep, buildCache } = input
  return {
    address: overrides.address ?? input.listen?.address ?? '127.0.0.1',
    port: overrides.port ?? input.listen?.port ?? 8000,
    dataDir: dataDir(input, sources),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    webhookPath: input.webhookPath ?? '/webhook',
    replies: input.replies ?? 'plain',
    allowFrom: input.allowFrom ?? [],
    trustedProxies: input.trustedProxies ?? [],
    notifyPrivate: input.notifyPrivate ?? [],
    access: createAccessConfig(input),
    concurrency: input.concurrency ?? defaultConcurrency(),
    log: {
      level: overrides.debug === true ? 'debug' : (log?.level ?? 'info'),
      ...(log?.file === undefined ? {} : { file: path.resolve(folder, log.file) }),
    },
    ...(buildCache === undefined ? {} : { buildCacheBytes: buildCache }),
    keep: { olderThanMs: (keep?.days ?? 90) * dayMs, perApp: keep?.perApp ?? 200 },
  }
}

const createAccessConfig = ({ users, authHeader, authHeaderRole, ...input }: ServerInput): AccessConfig => ({
  users: new Map(Object.entries(users ?? {})),
  ...(authHeader === undefined ? {} : { authHeader: authHeader.toLowerCase() }),
  ...(authHeaderRole === undefined ? {} : { authHeaderRole }),
  isPublic: input.public === 'read',
  hasPublicLogs: input.publicLogs === true,
})

const defaultConcurrency = (): number => Math.min(8, Math.max(2, Math.floor(availableParallelism() / 2)))

function dataDir({ data }: ServerInput, { env, overrides, cwd, folder }: ServerSources): string {
  if (overrides.data !== undefined) return path.resolve(cwd, overrides.data)
  if (data !== undefined) return path.resolve(folder, data)
  return path.resolve(cwd, env.dataPath ?? env.stateDirectory ?? 'data')
}
