/** Records deliveries into the data folder it is given, ten at a time, and prints the id of each that was acknowledged, until it is killed. */
import { writeSync } from 'node:fs'
import { openStore } from '../../../src/adapters/store/store.ts'
import { queueing, sampleDelivery } from '../../support/store-samples.ts'

const store = openStore(process.argv[2] ?? '')
for (let next = 0; ; next += 10) {
  const ids = Array.from({ length: 10 }, (_, index) => String(next + index))
  const recordOne = async (id: string) => {
    await store.record(sampleDelivery(id), queueing(`app${Number(id) % 7}`))
    writeSync(1, `${id}\n`)
  }
  await Promise.all(ids.map(recordOne))
  const claimed = store.claim(1_000)
  if (claimed) store.beginStep(claimed.id, 'sync', 1_000)
  if (claimed && next % 3 === 0) store.finish(claimed.id, 'succeeded', 1_000, { reason: 'done' })
}
