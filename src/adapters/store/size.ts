import type { ListingStore } from '../../pipeline/ports/listing-store.ts'
import type { Database } from './database.ts'

const sizeSql = `
  SELECT page_count * page_size AS bytes, freelist_count * page_size AS freeBytes
  FROM pragma_page_count, pragma_page_size, pragma_freelist_count`

/** Bytes of the file, and of what its pages hold free. */
export const databaseSize = (db: Database): ReturnType<ListingStore['databaseSize']> =>
  db.get<{ bytes: number; freeBytes: number }>(sizeSql) ?? { bytes: 0, freeBytes: 0 }

const countSql = `
  SELECT (SELECT count(*) FROM deliveries) AS deliveries, (SELECT count(*) FROM deployments) AS deployments`

/** How many rows there are. */
export const rowCounts = (db: Database): ReturnType<ListingStore['rowCounts']> =>
  db.get<{ deliveries: number; deployments: number }>(countSql) ?? { deliveries: 0, deployments: 0 }
