import { describe, expect, it } from 'vitest'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import { providers } from '../../src/core/delivery/providers.ts'
import { acceptRepository } from '../../src/pipeline/accept-repository.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { startReceiving } from '../../src/pipeline/receiving.ts'
import { redeliver } from '../../src/pipeline/redeliver.ts'
import { strangerOf } from '../../src/pipeline/stranger-of.ts'
import { deliveryHeaders, pushPayload, testSecret } from '../support/github-push.ts'
import { openTestStore } from '../support/github-store.ts'
import { createMemoryLog, realClock, sampleApp } from '../support/pipeline-samples.ts'

/** Everything that begins with a delivery, over this store. */
function open(store: Store, keys = ['acme/shop']) {
  const log = createMemoryLog()
  const index = createAppIndex(keys.map(repository => sampleApp('shop', { repository })))
  const ports = { store, log, clock: realClock, wake: () => undefined }
  const receiving = startReceiving({
    ...{ ...ports, providers, apps: () => index, secrets: () => [testSecret] },
    ...{ pullRequests: {}, forgetInstallations: () => undefined },
  })
  return {
    receiving,
    log,
    ports: { ...ports, appIndex: () => index, repositories: receiving.repositories },
    push(repository: string, id: number) {
      const [owner, name] = repository.split('/')
      const fields = { repository: { id, name, full_name: repository, owner: { name: owner } } }
      const body = Buffer.from(JSON.stringify(pushPayload({ repository, fields })))
      return receiving.receive({ provider: 'github', headers: deliveryHeaders(body), body })
    },
    [Symbol.asyncDispose]: () => receiving[Symbol.asyncDispose](),
  }
}

const deployed = (key = 'acme/shop') => ({
  kind: 'recorded',
  status: 'queued',
  deployments: [{ app: key === '' ? '' : 'shop' }],
})

describe('a repository that was renamed', () => {
  it('is deployed still, with a warning in the reason, the log and the health page, also after a restart', async () => {
    await using kept = openTestStore()
    {
      await using house = open(kept.store)
      expect(await house.push('acme/shop', 42)).toMatchObject(deployed())
      expect(house.receiving.renamed()).toEqual([])
    }
    await using house = open(kept.store)
    const warning = 'acme/shop is called acme/store now: change its key in the registry'
    expect(await house.push('acme/store', 42)).toMatchObject({
      ...deployed(),
      reason: expect.stringContaining(warning),
    })
    expect(house.log.lines).toContainEqual(
      expect.stringMatching(/^warn: the registry has an old name of this repository/),
    )
    expect(house.receiving.renamed()).toEqual([warning])
    await using corrected = open(kept.store, ['acme/store'])
    expect(await corrected.push('acme/store', 42)).toMatchObject({
      ...deployed(),
      reason: expect.not.stringContaining('is called'),
    })
    expect(corrected.receiving.renamed()).toEqual([])
  })

  it('is written down when it is new or changed, and at no other time', async () => {
    await using kept = openTestStore()
    const written: string[] = []
    const store: Store = {
      ...kept.store,
      rememberRepository(one) {
        written.push(`${one.name} ${one.seenAs}`)
        kept.store.rememberRepository(one)
      },
    }
    await using house = open(store)
    for (const name of ['acme/shop', 'acme/shop', 'acme/store', 'acme/store']) await house.push(name, 42)
    expect(written).toEqual(['acme/shop acme/shop', 'acme/shop acme/store'])
  })
})

describe('a repository that took over the name of another one', () => {
  it('is refused, also when its delivery is decided again, until somebody accepts it', async () => {
    await using kept = openTestStore()
    await using house = open(kept.store)
    await house.push('acme/shop', 42)
    const [{ seq: former } = { seq: 0 }] = kept.store.listDeliveries({ limit: 1 })
    expect(await house.push('acme/shop', 99)).toMatchObject({
      ...{ kind: 'refused', status: 403 },
      reason: expect.stringContaining('its id at GitHub is 99, not 42'),
    })
    const [{ seq } = { seq: 0 }] = kept.store.listDeliveries({ limit: 1 })
    expect(await redeliver(house.ports, seq, 'ann')).toMatchObject({ status: 'ignored', deployments: [] })
    expect(await house.push('acme/shop', 42)).toMatchObject(deployed())
    expect(strangerOf(house.ports, seq)).toEqual({ repository: 'acme/shop', apps: ['shop'] })

    expect(await acceptRepository(house.ports, seq, 'ann')).toMatchObject({
      status: 'queued',
      deployments: [{ app: 'shop' }],
    })
    expect(await house.push('acme/shop', 99)).toMatchObject(deployed())
    expect([strangerOf(house.ports, seq), strangerOf(house.ports, 999)]).toEqual([undefined, undefined])
    expect(await house.push('acme/shop', 42)).toMatchObject({ kind: 'refused' })
    expect(strangerOf(house.ports, former)).toBeUndefined()
    await expect(acceptRepository(house.ports, former, 'ann')).rejects.toMatchObject({ code: 'USAGE' })
    await expect(acceptRepository(house.ports, seq, 'ann')).rejects.toMatchObject({ code: 'USAGE' })
    await expect(acceptRepository(house.ports, 999, 'ann')).rejects.toMatchObject({ code: 'DELIVERY_UNKNOWN' })
  })
})
