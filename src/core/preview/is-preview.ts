import type { App, PreviewSettings } from '../app.ts'

/** The app of a preview. */
export type PreviewApp = App & { readonly preview: NonNullable<App['preview']> }

/** Whether the app is the preview of a pull request. */
export const isPreviewApp = (app: App): app is PreviewApp => app.preview !== undefined

/** Whether the pull requests of the app have previews. */
export const hasPreviews = (app: App): app is App & { readonly previews: PreviewSettings } =>
  app.previews !== undefined && app.preview === undefined
