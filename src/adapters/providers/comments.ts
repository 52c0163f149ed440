import type { CommentReport } from '../../core/report/report.ts'
import type { RemoteIdStore } from '../../pipeline/ports/remote-id-store.ts'

/** How a forge keeps comments. Ids as text. */
export interface Comments {
  /** Of ours whose text begins with the marker; undefined when there is none. */
  find(marker: string): Promise<string | undefined>
  create(text: string): Promise<string>
  /** False when it is gone. */
  edit(id: string, text: string): Promise<boolean>
}

/** Forges take about 65,000 characters. */
const longest = 60_000

/** The hidden line that a comment begins with. */
export const markerLine = (marker: string): string => `<!-- ${marker.replaceAll('--', '—')} -->`

/** Makes the comment once, and edits it from then on; one whose id was lost is found by its marker. */
export async function putComment(
  { marker, body }: CommentReport,
  comments: Comments,
  { store, key }: { store: RemoteIdStore; key: string },
): Promise<void> {
  const text = `${markerLine(marker)}\n${body.slice(0, longest)}`
  const known = store.remoteId(key)
  if (known !== undefined && (await comments.edit(known, text))) return
  const found = await comments.find(markerLine(marker))
  const isEdited = found !== undefined && (await comments.edit(found, text))
  store.rememberRemoteId(key, isEdited ? found : await comments.create(text))
}
