import { describe, expect, it } from 'vitest'
import { createDeploymentLogs } from '../../src/adapters/deployment-log/deployment-logs.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import { followLog } from '../../src/pipeline/follow-log.ts'
import { realClock } from '../support/pipeline-samples.ts'
import { makeDataFolder, sampleWanted } from '../support/store-samples.ts'

const line = (text: string) => ({ at: 1, step: 'sync', stream: 'note', text }) as const
const never = new AbortController().signal

describe('following a log', () => {
  it('goes on over an attempt that has to be tried again, without losing or doubling a line', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const logs = createDeploymentLogs(data.path, () => [])
    const { id } = await store.request(sampleWanted('shop'), 1)
    const texts: string[] = []
    const following = (async () => {
      for await (const { text } of followLog({ store, logs }, id, never)) texts.push(text)
    })()
    for (const text of ['first', 'second']) {
      store.claim(10)
      const writer = logs.open('shop', id)
      writer.write(line(text))
      await writer.close()
      if (text === 'first')
        store.requeue(id, { availableAt: 2, reason: 'again', countRetry: true, countAttempt: false })
      await realClock.sleep(20)
    }
    store.finish(id, 'succeeded', 11, { reason: 'live' })
    await following
    expect(texts).toEqual(['first', 'second'])
  })

  it('ends for a deployment that was overtaken before it began', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const logs = createDeploymentLogs(data.path, () => [])
    const { id } = await store.request(sampleWanted('shop'), 1)
    const following = Array.fromAsync(followLog({ store, logs }, id, never))
    await store.request(sampleWanted('shop'), 2)
    expect(await following).toEqual([])
  })

  it('ends when nobody listens any more', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const logs = createDeploymentLogs(data.path, () => [])
    const { id } = await store.request(sampleWanted('shop'), 1)
    const stop = new AbortController()
    const following = Array.fromAsync(followLog({ store, logs }, id, stop.signal))
    stop.abort()
    expect(await following).toEqual([])
  })
})
