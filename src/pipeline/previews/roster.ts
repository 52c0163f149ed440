import type { App } from '../../core/app.ts'
import { previewApp } from '../../core/preview/preview-app.ts'
import type { PreviewStore } from '../ports/preview-store.ts'
import type { RegistrySnapshot } from '../registry.ts'

/** The apps of the registry and those that live previews are. */
export interface Roster {
  current(): RegistrySnapshot
  find(name: string): App | undefined
  /** These apps of a registry with their live previews. */
  withPreviews(apps: readonly App[]): App[]
  /** A preview is other than it was. */
  refresh(): void
}

export interface RosterPorts {
  readonly store: Pick<PreviewStore, 'previews'>
  /** The registry in force. */
  registry(): RegistrySnapshot
  /** `data/previews`, absolute. */
  readonly folder: string
  publicUrl(): string | undefined
}

/** Made anew only when the registry or a preview has changed. An app of the registry is never taken the place of. */
export function createRoster(ports: RosterPorts): Roster {
  let made: { readonly of: RegistrySnapshot; readonly by: RegistrySnapshot } | undefined
  let byName = new Map<string, App>()
  let generation = 0
  const current = (): RegistrySnapshot => {
    const of = ports.registry()
    if (made?.of === of) return made.by
    generation += 1
    made = { of, by: { apps: withPreviews(of.apps, ports), generation } }
    byName = new Map(made.by.apps.map(app => [app.name, app]))
    return made.by
  }
  return {
    current,
    find(name) {
      current()
      return byName.get(name)
    },
    withPreviews: apps => withPreviews(apps, ports),
    refresh() {
      made = undefined
    },
  }
}

function withPreviews(apps: readonly App[], { store, folder, publicUrl }: RosterPorts): App[] {
  const live = apps.some(({ previews }) => previews !== undefined)
    ? store.previews().filter(({ state }) => state === 'live')
    : []
  if (live.length === 0) return [...apps]
  const names = new Set(apps.map(({ name }) => name))
  const byName = new Map(apps.map(app => [app.name, app]))
  const address = publicUrl()
  const places = { folder, ...(address === undefined ? {} : { publicUrl: address }) }
  const previews = live.flatMap(preview => {
    const app = byName.get(preview.app)
    if (app?.previews === undefined || names.has(preview.name)) return []
    return [previewApp(app, app.previews, preview, places)]
  })
  return [...apps, ...previews]
}
