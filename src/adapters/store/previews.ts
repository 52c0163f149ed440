import type { Preview, PreviewStore } from '../../pipeline/ports/preview-store.ts'
import type { Database } from './database.ts'
import { known, type Nullable, parseObject } from './row.ts'

/** A preview as the file holds it. */
type PreviewRow = Nullable<Omit<Preview, 'isFork' | 'ports'>> & { readonly isFork: number; readonly ports: string }

const columns = `app, number, name, repository, title, author, url, base, head_branch AS headBranch, head, is_fork AS isFork, approved,
  state, reason, removed_by AS removedBy, ports, opened_at AS openedAt, updated_at AS updatedAt, closed_at AS closedAt`

const putSql = `
  INSERT OR REPLACE INTO previews (app, number, name, repository, title, author, url, base, head_branch, head, is_fork, approved, state,
    reason, removed_by, ports, opened_at, updated_at, closed_at)
  VALUES (:app, :number, :name, :repository, :title, :author, :url, :base, :headBranch, :head, :isFork, :approved, :state,
    :reason, :removedBy, :ports, :openedAt, :updatedAt, :closedAt)`

/** Adds a preview, or puts it in the place of the one it was. */
export const putPreview = (db: Database, preview: Preview): void => {
  db.run(putSql, {
    ...preview,
    author: preview.author ?? null,
    url: preview.url ?? null,
    approved: preview.approved ?? null,
    reason: preview.reason ?? null,
    removedBy: preview.removedBy ?? null,
    closedAt: preview.closedAt ?? null,
    isFork: Number(preview.isFork),
    ports: JSON.stringify(preview.ports),
  })
}

/** The preview of a pull request. */
export const getPreview = (db: Database, app: string, number: number): Preview | undefined => {
  const row = db.get<PreviewRow>(`SELECT ${columns} FROM previews WHERE app = :app AND number = :number`, {
    app,
    number,
  })
  return row && toPreview(row)
}

const order = 'ORDER BY opened_at DESC, number DESC'

/** Previews, newest first; those that are gone only where all are asked for, and then the newest 200. */
export function listPreviews(
  db: Database,
  { app, all = false }: NonNullable<Parameters<PreviewStore['previews']>[0]> = {},
): Preview[] {
  const ask = (where: string) =>
    db
      .all<PreviewRow>(
        `SELECT ${columns} FROM previews WHERE ${where} ${app === undefined ? '' : 'AND app = :app'} ${order} LIMIT ${mostRows}`,
        app === undefined ? {} : { app },
      )
      .map(toPreview)
  const open = ask(`state <> 'gone'`)
  return all ? [...open, ...ask(`state = 'gone'`).slice(0, mostGone)].toSorted(newestFirst) : open
}

const mostRows = 5_000
const mostGone = 200

const newestFirst = (a: Preview, b: Preview) => b.openedAt - a.openedAt || b.number - a.number

const toPreview = ({ isFork, ports, ...row }: PreviewRow): Preview =>
  ({ ...known(row), isFork: isFork === 1, ports: parseObject<Preview['ports']>(ports) ?? {} }) as Preview
