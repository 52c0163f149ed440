import { previewUnknown } from '../../src/core/preview/preview-unknown.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { createPreviewsDoor, type PreviewsDoor } from '../../src/pipeline/previews/previews-door.ts'

/** A house without any preview. */
export const noPreviews: PreviewsDoor = {
  listPreviews: () => [],
  removePreview(app, number) {
    throw previewUnknown(app, number)
  },
}

/** The previews of a store, whose removal is written down and no more. */
export const keptPreviews = (store: Store): PreviewsDoor =>
  createPreviewsDoor({
    store,
    roster: { find: () => undefined },
    previews: {
      remove(app, number, removedBy) {
        const preview = store.preview(app, number)
        if (preview === undefined) throw previewUnknown(app, number)
        store.putPreview({ ...preview, state: 'removing', removedBy })
        return preview
      },
    },
  })
