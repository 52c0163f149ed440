import type { DeliveryFilter, StoredDelivery } from '../../pipeline/ports/listing-store.ts'
import type { Database } from './database.ts'
import { findSeqs } from './delivery-filter.ts'
import { type DeliveryRow, deliveryColumns, toDelivery } from './delivery-row.ts'

/** One delivery, or undefined when there is none by that number. */
export function getDelivery(db: Database, seq: number): StoredDelivery | undefined {
  const row = db.get<DeliveryRow>(`SELECT ${deliveryColumns} FROM deliveries WHERE seq = :seq`, { seq })
  return row && toDelivery(row)
}

export const pendingSql = `SELECT ${deliveryColumns} FROM deliveries WHERE pending = 1 ORDER BY seq LIMIT :limit`

/** Those that are yet to be handed on, oldest first. */
export const pendingDeliveries = (db: Database, limit: number): StoredDelivery[] =>
  db.all<DeliveryRow>(pendingSql, { limit }).map(toDelivery)

/** It was handed on. */
export function settleDelivery(db: Database, seq: number): void {
  db.run('UPDATE deliveries SET pending = NULL WHERE seq = :seq', { seq })
}

export const deliveriesSql = `
  SELECT ${deliveryColumns} FROM deliveries WHERE seq IN (SELECT value FROM json_each(:seqs)) ORDER BY seq DESC`

/** Deliveries that fit the filter, newest first. */
export function listDeliveries(db: Database, filter: DeliveryFilter): StoredDelivery[] {
  const seqs = findSeqs(db, filter)
  return db.all<DeliveryRow>(deliveriesSql, { seqs: JSON.stringify(seqs) }).map(toDelivery)
}
