import type { App } from '../core/app.ts'
import { chooseVersion } from '../core/deployment/choose-version.ts'
import type { Deployment } from '../core/deployment/deployment.ts'
import { eachVersion } from '../core/deployment/same-version.ts'
import type { KeptVersion } from './house.ts'
import type { Store } from './ports/store.ts'

type VersionStore = Pick<Store, 'lastProject' | 'lastGood' | 'goodVersions'>

/** The versions that can be gone back to in the project that the app was deployed to last, newest first, each once. */
export function listVersions(app: App, store: VersionStore): KeptVersion[] {
  const { live, kept } = readVersions(app, store)
  const liveId = live?.state === 'rolled_back' ? live.version?.deployment : live?.id
  return eachVersion(kept).map(({ id, version, finishedAt, createdAt }) => ({
    deployment: id,
    at: finishedAt ?? createdAt,
    isLive: id === liveId,
    version,
  }))
}

/**
 * The deployment whose version a person goes back to.
 * @throws RedhookError VERSION_UNKNOWN
 */
export function chooseKept(app: App, store: VersionStore, to: number | undefined): Deployment {
  const { live, kept } = readVersions(app, store)
  return chooseVersion(kept, live, to)
}

type Kept = Deployment & Required<Pick<Deployment, 'version'>>

function readVersions(app: App, store: VersionStore): { live: Deployment | undefined; kept: Kept[] } {
  const project = store.lastProject(app.name)?.project ?? app.name
  const key = { app: app.name, project }
  const kept = store.goodVersions(key, app.versions).filter((good): good is Kept => good.version !== undefined)
  return { live: store.lastGood(key), kept }
}
