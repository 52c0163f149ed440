import type { AuditEntry, AuditFilter } from '../../pipeline/ports/access-store.ts'
import type { Database } from './database.ts'
import { known, type Nullable, parseObject } from './row.ts'

const insertSql = `
  INSERT INTO audit (at, who, via, client, action, target, status, detail)
  VALUES (:at, :who, :via, :client, :action, :target, :status, :detail)`

/** Keeps what somebody did. */
export function addAudit(db: Database, entry: AuditEntry): void {
  const { client = null, target = null, detail } = entry
  db.run(insertSql, { ...entry, client, target, detail: detail === undefined ? null : JSON.stringify(detail) })
}

type Row = Nullable<Omit<AuditEntry, 'detail'>> & { readonly id: number; readonly detail: string | null }
type Entry = AuditEntry & { readonly id: number }

/** The statement for a page: each of these fields has an index that yields the newest first. */
export function auditSql(filter: Omit<AuditFilter, 'limit'>): string {
  const fields = (['who', 'action', 'target'] as const).filter(field => filter[field] !== undefined)
  const conditions = [
    ...fields.map(field => `${field} = :${field}`),
    ...(filter.before === undefined ? [] : ['id < :before']),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return `SELECT id, at, who, via, client, action, target, status, detail FROM audit ${where} ORDER BY id DESC LIMIT :limit`
}

/** Entries that fit the filter, newest first. */
export const listAudit = (db: Database, filter: AuditFilter): Entry[] =>
  db.all<Row>(auditSql(filter), known(filter)).map(row => known({ ...row, detail: parseObject(row.detail) }) as Entry)
