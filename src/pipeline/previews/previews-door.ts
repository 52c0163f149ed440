import type { Deployment } from '../../core/deployment/deployment.ts'
import { isPreviewApp } from '../../core/preview/is-preview.ts'
import type { Preview } from '../../core/preview/preview.ts'
import type { Store } from '../ports/store.ts'
import type { Previews } from './previews.ts'
import type { Roster } from './roster.ts'

/** A preview with what is known of it. */
export interface PreviewView extends Preview {
  /** Where people find it; absent while it does not live, and where nobody said how it is reached. */
  readonly address?: string
  /** Its newest deployment. */
  readonly last?: Deployment
}

/** What the doors see of previews, and ask for. */
export interface PreviewsDoor {
  /** Newest first; with `all` also those that are gone. */
  listPreviews(filter?: { readonly app?: string; readonly all?: boolean }): PreviewView[]
  /**
   * Removes a preview because a person wants it; the next push brings it back. Resolves when that is written down, not when it is done.
   * @throws RedhookError PREVIEW_UNKNOWN
   */
  removePreview(app: string, number: number, by: string): PreviewView
}

export interface PreviewsDoorPorts {
  readonly store: Store
  readonly roster: Pick<Roster, 'find'>
  readonly previews: Pick<Previews, 'remove'>
}

/** Puts the door together. */
export function createPreviewsDoor({ store, roster, previews }: PreviewsDoorPorts): PreviewsDoor {
  const view = (preview: Preview): PreviewView => {
    const app = roster.find(preview.name)
    const address = app !== undefined && isPreviewApp(app) ? app.report.url : undefined
    const [last] = store.list({ app: preview.name, limit: 1 })
    return { ...preview, ...(address === undefined ? {} : { address }), ...(last === undefined ? {} : { last }) }
  }
  return {
    listPreviews: filter => store.previews(filter).map(view),
    removePreview: (app, number, by) => view(previews.remove(app, number, by)),
  }
}
