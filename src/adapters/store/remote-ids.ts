import type { Database } from './database.ts'

/** What the forge calls what we made there under this key. */
export const remoteId = (db: Database, key: string): string | undefined =>
  db.get<{ id: string }>('SELECT id FROM remote_ids WHERE key = :key', { key })?.id

const rememberSql = 'INSERT OR REPLACE INTO remote_ids (key, id, at) VALUES (:key, :id, :at)'

/** Remembers it, in the place of what was known before. */
export const rememberRemoteId = (
  db: Database,
  { key, id, at }: { readonly key: string; readonly id: string; readonly at: number },
): void => {
  db.withoutSync(() => db.run(rememberSql, { key, id, at }))
}
