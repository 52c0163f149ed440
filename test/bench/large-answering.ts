import { requestFor, startRedhook } from './answering.ts'
import { inPairs, ratioOf } from './pairs.ts'
import { progress } from './part.ts'
import { type Spread, spreadOf } from './spread.ts'
import { type Load, load } from './wrk.ts'

const seconds = Number(process.env.BENCH_SECONDS ?? 4)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)

/** The burst of pushes to 50 apps, answered over this store and over an empty one; time for an answer, in pairs. */
export async function compareWebhooks(
  folder: string,
): Promise<{ ratio: Spread; rates: { large: number; empty: number } }> {
  progress('large: webhooks, beside an empty store')
  await using large = await startRedhook(folder)
  await using empty = await startRedhook()
  const requests = Array.from({ length: 50 }, (_, index) => requestFor(`acme/app-${index}`, 'main'))
  const send = (port: number) => (): Promise<Load> => load(port, requests, seconds)
  // What is read first, of files and of code, is not what is compared.
  for (const { port } of [large, empty]) await load(port, requests, 1)
  const found = await inPairs(rounds, send(large.port), send(empty.port))
  const perSecond = (loads: readonly Load[]) => spreadOf(loads.map(one => one.perSecond)).median
  return {
    ratio: ratioOf(found.map(({ ours, theirs }) => ({ ours: 1 / ours.perSecond, theirs: 1 / theirs.perSecond }))),
    rates: { large: perSecond(found.map(({ ours }) => ours)), empty: perSecond(found.map(({ theirs }) => theirs)) },
  }
}
