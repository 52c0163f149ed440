import type { Preview } from '../../core/preview/preview.ts'

export type { Preview }

export interface PreviewStore {
  /** Durable when it returns. */
  putPreview(preview: Preview): void
  preview(app: string, number: number): Preview | undefined
  /** Those that are not gone; with `all` the newest 200 gone ones, too. Newest first. */
  previews(filter?: { readonly app?: string; readonly all?: boolean }): Preview[]
}
