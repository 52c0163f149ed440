import type { CommentReport } from '../../core/report/report.ts'
import type { RemoteIdStore } from '../../pipeline/ports/remote-id-store.ts'

/** How a forge keeps comments. Ids as text. */
export interface Comments {
  /** Those whose text begins with the marker, the oldest first, without what is known to be another's. */
  find(marker: string): Promise<readonly string[]>
  create(text: string): Promise<string>
  /** False when it is gone, or not ours. */
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
  const found = await editFirst(comments, await comments.find(markerLine(marker)), text)
  store.rememberRemoteId(key, found ?? (await comments.create(text)))
}

/** Anybody may write our marker into comments of theirs: no more than these are tried. */
const mostTried = 5

async function editFirst(comments: Comments, ids: readonly string[], text: string): Promise<string | undefined> {
  for (const id of ids.slice(0, mostTried)) if (await comments.edit(id, text)) return id
  return undefined
}
