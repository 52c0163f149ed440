import type { DatabaseSync } from 'node:sqlite'
import { inBatches } from './in-batches.ts'
import { createRandom, hex, pick } from './large-samples.ts'
import { type LargeSize, spanMs } from './large-store.ts'

/** Which app a row is about: some have a hundred times as many as others. The last one is rare: only the oldest rows are about it. */
export const appOf = (random: () => number, apps: number, number: number): number =>
  number <= 3 ? apps - 1 : Math.floor((apps - 1) * random() ** 2)

/** Each so manieth delivery leads to a deployment. */
export const deploysEach = 5

const insertSql = `
  INSERT INTO deliveries (seq, hook, id, received_at, event, repository, ref, "before", "after", deleted, forced, pusher, client, headers,
    body_sha256, body_bytes, status, reason)
  VALUES (?, 'github', ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, '192.0.2.7', ?, ?, 20480, ?, ?)`

const headers = JSON.stringify({
  'user-agent': 'GitHub-Hookshot/0123456',
  'x-github-hook-id': '512345678',
  'x-github-hook-installation-target-id': '812345678',
  'x-github-hook-installation-target-type': 'repository',
})

/** What rarely comes in is among the first; `pong` and `deployment_status` never after. */
function kindOf(number: number, random: () => number): readonly [status: string, event: string, reason: string] {
  if (number <= 3 || number % deploysEach === 0) return ['queued', 'push', 'main is deployed to 1 app']
  if (number <= 10) return ['pong', 'ping', 'The hook works']
  if (number <= 13) return ['ignored', 'deployment_status', 'Nothing follows from deployment_status']
  if (random() < 0.3) return ['ignored', 'workflow_run', 'Nothing follows from workflow_run']
  return ['ignored', 'push', 'No app deploys the branch feature/basket of this repository']
}

/** Writes the deliveries, oldest first. */
export function fillDeliveries(db: DatabaseSync, { deliveries, apps, now }: LargeSize): void {
  const random = createRandom(7)
  const insert = db.prepare(insertSql)
  // Hashes are long to make: the same thousand over and over take as much room.
  const hashes = Array.from({ length: 1_000 }, () => hex(random, 64))
  const hash = () => pick(random, hashes)
  inBatches(db, 'deliveries', deliveries, number => {
    const [status, event, reason] = kindOf(number, random)
    const at = Math.round(now - spanMs + (spanMs * number) / deliveries)
    const repository = `acme/app-${appOf(random, apps, number)}`
    const ref = status === 'queued' ? 'refs/heads/main' : 'refs/heads/feature/basket'
    const [before, after] = [hash().slice(0, 40), hash().slice(0, 40)]
    const pusher = pick(random, ['octocat', 'ada', 'grace', 'linus'])
    insert.run(
      number,
      crypto.randomUUID(),
      at,
      event,
      repository,
      ref,
      before,
      after,
      pusher,
      headers,
      hash(),
      status,
      reason,
    )
  })
}
