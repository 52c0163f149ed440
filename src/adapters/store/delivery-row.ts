import type { StoredDelivery } from '../../pipeline/ports/listing-store.ts'
import { known, type Nullable, parseList, parseObject } from './row.ts'

/** A delivery as the file holds it. */
export type DeliveryRow = Nullable<
  Omit<StoredDelivery, 'headers' | 'deployments' | 'deleted' | 'forced' | 'meaning' | 'isPending'>
> & {
  readonly headers: string
  readonly deployments: string
  readonly deleted: number | null
  readonly forced: number | null
  readonly meaning: string | null
  readonly isPending: number | null
}

/** What every statement that yields deliveries selects; the table must go by its own name. */
export const deliveryColumns = `seq, hook, id, received_at AS receivedAt, event, repository, ref, "before", "after", deleted, forced,
  pusher, meaning, pending AS isPending, client, headers, body_sha256 AS bodySha256, body_bytes AS bodyBytes, status, reason, received_again AS receivedAgain,
  received_again_at AS receivedAgainAt,
  (SELECT json_group_array(json_object('id', led.id, 'app', led.app) ORDER BY led.id) FROM deployments AS led
    WHERE led.delivery = deliveries.seq) AS deployments`

/** A row as the pipeline knows it. */
export const toDelivery = (row: DeliveryRow): StoredDelivery =>
  known({
    ...row,
    deleted: toBoolean(row.deleted),
    forced: toBoolean(row.forced),
    meaning: parseObject<NonNullable<StoredDelivery['meaning']>>(row.meaning),
    isPending: toBoolean(row.isPending),
    headers: parseObject(row.headers) ?? {},
    deployments: parseList(row.deployments) ?? [],
  }) as StoredDelivery

const toBoolean = (value: number | null): boolean | null => (value === null ? null : value !== 0)
