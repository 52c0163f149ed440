import type { ApiApp, ApiDeployment, ApiVersion } from '../api.ts'
import { createClient } from '../client.ts'
import type { CliDeps, PlaceOptions } from '../deps.ts'
import { findDataDir, readConfig } from '../place.ts'
import { shortCommit } from '../render/status.ts'
import type { Candidate, Wanted } from './wanted.ts'

/** Somebody waits at the keyboard. */
const patienceMs = 700

/** The names of a kind that there are now; none where nobody can tell. Never throws. */
export async function findNames(kind: string, wanted: Wanted, deps: CliDeps): Promise<readonly Candidate[]> {
  const find = finders[kind]
  if (find === undefined) return []
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(patienceMs)])
  try {
    return await find(wanted, { ...deps, signal })
  } catch {
    return []
  }
}

type Finder = (wanted: Wanted, deps: CliDeps) => Promise<readonly Candidate[]>

const finders: Readonly<Record<string, Finder>> = {
  app: (wanted, deps) => appsOfServer(wanted, deps).catch(() => appsOfRegistry(wanted, deps)),
  deployment: ({ options, before: [app] }, deps) =>
    app === undefined ? recentDeployments(options, deps) : keptVersions(app, options, deps),
}

async function appsOfServer({ options }: Wanted, deps: CliDeps): Promise<Candidate[]> {
  const { apps } = await ask<{ apps: readonly ApiApp[] }>('/api/v1/apps', options, deps)
  return apps.map(({ app, repository }) => ({ value: app, description: repository }))
}

/** Without a server its registry still knows the names. */
function appsOfRegistry({ options }: Wanted, deps: CliDeps): Candidate[] {
  return readConfig(deps, options).apps.map(({ name, repository }) => ({ value: name, description: repository }))
}

async function recentDeployments(options: PlaceOptions, deps: CliDeps): Promise<Candidate[]> {
  const path = '/api/v1/deployments?limit=20'
  const { deployments } = await ask<{ deployments: readonly ApiDeployment[] }>(path, options, deps)
  return deployments.map(({ id, app, status, commit }) => ({
    value: String(id),
    description: `${app}, ${status}, ${shortCommit(commit)}`,
  }))
}

/** After an app comes a deployment whose version is kept: `rollback shop 41`. */
async function keptVersions(app: string, options: PlaceOptions, deps: CliDeps): Promise<Candidate[]> {
  const path = `/api/v1/apps/${encodeURIComponent(app)}/versions`
  const { versions } = await ask<{ versions: readonly ApiVersion[] }>(path, options, deps)
  return versions.map(({ deployment, commit, isLive }) => ({
    value: String(deployment),
    description: `${shortCommit(commit)}${isLive ? ', live' : ''}`,
  }))
}

const ask = <T>(path: string, options: PlaceOptions, deps: CliDeps): Promise<T> =>
  createClient(findDataDir(deps, options), deps.signal).get<T>(path)
