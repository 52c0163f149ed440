import { describe, expect, it } from 'vitest'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import { matchPush } from '../../src/core/delivery/match-push.ts'
import { usualBranch } from '../../src/pipeline/detour-history.ts'
import { openActionsHouse } from '../support/actions-house.ts'
import { eventually, realClock, sampleApp } from '../support/pipeline-samples.ts'
import { makeDataFolder } from '../support/store-samples.ts'

const code = (of: string) => expect.objectContaining({ code: of })
const { branch: _branch, ...unresolved } = sampleApp('shop')

describe('a detour', () => {
  it('is what the app follows, until somebody ends it', async () => {
    await using opened = openActionsHouse()
    const { house, holding, store } = opened
    const started = await house.startDetour('shop', { branch: 'feature/x' }, 'ann')
    expect(started).toMatchObject({
      branch: 'feature/x',
      cause: { kind: 'request', by: 'ann', detour: { branch: 'feature/x', usual: 'main', isBack: false } },
      wishes: { always: true },
    })
    expect(holding.held.find('shop')).toMatchObject({ branch: 'feature/x', detour: { usual: 'main', by: 'ann' } })
    expect(house.apps()[0]).toMatchObject({ branch: 'main', detour: { app: 'shop', branch: 'feature/x', by: 'ann' } })

    expect(await house.endDetour('shop', 'bob')).toMatchObject({
      branch: 'main',
      cause: { kind: 'request', by: 'bob', detour: { branch: 'feature/x', usual: 'main', isBack: true } },
    })
    expect(holding.held.find('shop')).toEqual(sampleApp('shop'))
    expect(store.detours().size).toBe(0)
    await expect(house.endDetour('shop', 'bob')).rejects.toThrow(code('ALREADY_ENDED'))
  })

  it('takes the pushes to its branch, and records the others with the reason', async () => {
    await using opened = openActionsHouse()
    const until = Date.now() + 3_600_000
    await opened.house.startDetour('shop', { branch: 'feature/x', until }, 'ann')
    const entry = createAppIndex(opened.holding.held.current().apps).find('github', { owner: 'acme', name: 'shop' })
    const push = (branch: string) =>
      matchPush(
        {
          ...{ kind: 'push', repository: { owner: 'acme', name: 'shop' } },
          refs: [{ ref: `refs/heads/${branch}`, deleted: false, forced: false }],
        },
        entry,
      )
    expect(push('feature/x')).toMatchObject({ queue: [{ app: { name: 'shop', branch: 'feature/x' } }] })
    const at = new Date(until).toISOString().slice(11, 16)
    expect(push('main')).toMatchObject({
      queue: [],
      reason: `main of acme/shop was pushed: shop follows feature/x until ${at} UTC (ann)`,
    })
  })

  it('ends by itself when its time is over, with one deployment of the usual branch', async () => {
    await using opened = openActionsHouse()
    const { house, store } = opened
    const { id } = await house.startDetour('shop', { branch: 'feature/x', until: Date.now() + 150 }, 'ann')
    await eventually(
      () => store.detours().size,
      size => size === 0,
    )
    const [back, ...others] = house.listDeployments({ app: 'shop', limit: 9 })
    expect(back).toMatchObject({ branch: 'main', cause: { by: 'redhook', detour: { isBack: true } } })
    expect(others.map(other => [other.id, other.state])).toEqual([[id, 'superseded']])
  })

  it('ends at the next start when its time was over while no server ran', async () => {
    using data = makeDataFolder()
    {
      await using opened = openActionsHouse({ dataDir: data.path })
      await opened.house.startDetour('shop', { branch: 'feature/x', until: Date.now() + 60_000 }, 'ann')
    }
    const later = { ...realClock, now: () => Date.now() + 120_000 }
    await using opened = openActionsHouse({ dataDir: data.path, clock: later })
    await eventually(
      () => opened.store.detours().size,
      size => size === 0,
    )
    expect(opened.house.listDeployments({ app: 'shop', limit: 1 })).toMatchObject([{ branch: 'main' }])
  })

  it.each([
    { title: 'began', until: undefined, branch: 'feature/x' },
    { title: 'ended', until: 1, branch: 'main' },
  ])('that $title right before a crash is deployed at the next start', async ({ until, branch }) => {
    using data = makeDataFolder()
    {
      await using opened = openActionsHouse({ dataDir: data.path })
      const detour = { app: 'shop', branch: 'feature/x', by: 'ann', at: Date.now() - 5_000 }
      opened.store.setDetour(until === undefined ? detour : { ...detour, until })
    }
    await using opened = openActionsHouse({ dataDir: data.path })
    await eventually(
      () => opened.house.listDeployments({ app: 'shop', limit: 9 }),
      ({ length }) => length === 1,
    )
    expect(opened.house.listDeployments({ app: 'shop', limit: 9 })).toMatchObject([{ branch, state: 'queued' }])
  })

  it('ends once however many end it at a time, and leaves alone another that began since', async () => {
    await using opened = openActionsHouse()
    const { house, store, holding } = opened
    await house.startDetour('shop', { branch: 'feature/x' }, 'ann')
    const [one, two] = await Promise.all([house.endDetour('shop', 'ann'), house.endDetour('shop', 'bob')])
    expect(one.id).toBe(two.id)
    await house.startDetour('shop', { branch: 'feature/y' }, 'ann')
    await holding.detours.leave({ ...sampleApp('shop'), branch: 'feature/x' })
    expect(store.detours().get('shop')).toMatchObject({ branch: 'feature/y' })
  })

  it('ends with the app that left the registry, and deploys nothing', async () => {
    using data = makeDataFolder()
    {
      await using opened = openActionsHouse({ dataDir: data.path })
      opened.store.setDetour({ app: 'gone', branch: 'feature/x', by: 'ann', at: 1 })
    }
    await using opened = openActionsHouse({ dataDir: data.path })
    await eventually(
      () => opened.store.detours().size,
      size => size === 0,
    )
    expect(opened.house.listDeployments({ limit: 9 })).toEqual([])
  })

  it.each([
    { title: 'to what is no branch', branch: 'a..b', message: /is no name for a branch: it holds two dots/ },
    { title: 'to where it is anyway', branch: 'main', message: /the branch that shop follows anyway/ },
  ])('is refused $title', async ({ branch, message }) => {
    await using opened = openActionsHouse()
    await expect(opened.house.startDetour('shop', { branch }, 'ann')).rejects.toThrow(message)
    expect(opened.store.detours().size).toBe(0)
  })

  it('is refused where another app lives in the same checkout', async () => {
    const lane = '/srv/both'
    await using opened = openActionsHouse({ apps: [sampleApp('shop', { lane }), sampleApp('admin', { lane })] })
    await expect(opened.house.startDetour('shop', { branch: 'x' }, 'ann')).rejects.toThrow(
      /shares its checkout with admin/,
    )
  })
})

describe('the branch of an app that has none configured', () => {
  it('is the one that is checked out, but for what a detour left there', async () => {
    await using opened = openActionsHouse({ apps: [sampleApp('shop')] })
    const { house, store } = opened
    expect(usualBranch('shop', 'main', store)).toBe('main')
    await house.startDetour('shop', { branch: 'feature/x' }, 'ann')
    expect(usualBranch('shop', 'feature/x', store)).toBe('main')
    await house.endDetour('shop', 'ann')
    expect(usualBranch('shop', 'feature/x', store)).toBe('main')
    expect(usualBranch('shop', 'main', store)).toBe('main')
    expect(usualBranch('shop', 'other', store)).toBe('other')
  })

  it('stays open while a detour began before it was known', async () => {
    await using opened = openActionsHouse({ apps: [unresolved] })
    const { house, holding, store } = opened
    await house.startDetour('shop', { branch: 'feature/x' }, 'ann')
    expect(usualBranch('shop', 'feature/x', store)).toBeUndefined()
    await house.endDetour('shop', 'ann')
    expect(holding.held.find('shop')).toEqual(unresolved)
  })
})
