import type { KnownRepository, RepositoryStore } from '../../pipeline/ports/repository-store.ts'
import type { Database } from './database.ts'

const columns = 'provider, host, id, name, seen_as AS seenAs, seen_at AS seenAt'

const rememberSql = `
  INSERT INTO repositories (provider, host, id, name, seen_as, seen_at)
  VALUES (:provider, :host, :id, :name, :seenAs, :seenAt)
  ON CONFLICT (provider, host, id) DO UPDATE SET name = :name, seen_as = :seenAs, seen_at = :seenAt`

/** Repositories by their forge's id, as `RepositoryStore` promises. */
export const openRepositories = (db: Database): RepositoryStore => ({
  knownRepositories: () => db.all<KnownRepository>(`SELECT ${columns} FROM repositories ORDER BY seen_at`),
  rememberRepository: ({ provider, host, id, name, seenAs, seenAt }) => {
    db.withoutSync(() => db.run(rememberSql, { provider, host, id, name, seenAs, seenAt }))
  },
  forgetRepository: ({ provider, host, id }) => {
    db.run('DELETE FROM repositories WHERE provider = :provider AND host = :host AND id = :id', { provider, host, id })
  },
})
