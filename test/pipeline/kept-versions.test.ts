import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cause } from '../../src/core/deployment/deployment.ts'
import { chooseKept, listVersions } from '../../src/pipeline/kept-versions.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { testApp } from '../support/app-samples.ts'
import { openTestStore } from '../support/github-store.ts'
import { sampleWanted } from '../support/store-samples.ts'

const app = testApp({ versions: 2 })
let kept: ReturnType<typeof openTestStore>
let store: Store
beforeAll(() => {
  kept = openTestStore()
  store = kept.store
})
afterAll(() => kept[Symbol.asyncDispose]())

let now = 1_000

/** Runs a deployment of this commit in the store, to its end; returns its id. */
async function deploy(
  letter: string,
  state: 'succeeded' | 'rolled_back' = 'succeeded',
  back?: number,
  cause: Cause = { kind: 'request', by: 'a test' },
): Promise<number> {
  now += 1_000
  await store.request(sampleWanted('shop', { cause }), now)
  const id = store.claim(now)?.id ?? 0
  const commit = letter.repeat(40)
  const version = { deployment: back ?? id, commit, composeFiles: ['compose.yaml'], images: [] }
  store.patch(id, { project: 'redshop', commit, reached: 'verify', version })
  store.finish(id, state, now, { reason: 'a test' })
  return id
}

describe('the versions of an app', () => {
  it('are none before its first deployment', () => {
    expect(listVersions(app, store)).toEqual([])
    expect(() => chooseKept(app, store, undefined)).toThrow(expect.objectContaining({ code: 'VERSION_UNKNOWN' }))
  })

  it('are as many as are kept, newest first, with the one that is live', async () => {
    const [one, two, three] = [await deploy('a'), await deploy('b'), await deploy('c')]
    expect(listVersions(app, store).map(({ deployment, isLive }) => ({ deployment, isLive }))).toEqual([
      { deployment: three, isLive: true },
      { deployment: two, isLive: false },
    ])
    expect(listVersions(app, store)[0]).toMatchObject({ at: now, version: { commit: 'c'.repeat(40) } })
    expect(chooseKept(app, store, undefined).id).toBe(two)
    expect(chooseKept(app, store, two).id).toBe(two)
    expect(() => chooseKept(app, store, one)).toThrow(`No version of deployment ${one} is kept`)
  })

  it('say which is live again after an automatic rollback', async () => {
    const four = await deploy('d')
    await deploy('d', 'rolled_back', four)
    expect(
      listVersions(app, store)
        .filter(({ isLive }) => isLive)
        .map(({ deployment }) => deployment),
    ).toEqual([four])
    expect(chooseKept(app, store, undefined).id).toBe(four - 1)
  })

  it('are different ones: the same deployed again lets go of none, and is shown once', async () => {
    const older = await deploy('e')
    const [first, again] = [await deploy('f'), await deploy('f'), await deploy('f')]
    expect(listVersions(app, store).map(({ version }) => version.commit?.[0])).toEqual(['f', 'e'])
    expect(chooseKept(app, store, undefined).id).toBe(older)
    expect([first, again].map(id => chooseKept(app, store, id).id)).toEqual([first, again])
    store.sweep({ olderThan: now, perApp: 1, versions: new Map([[app.name, app.versions]]) })
    expect(chooseKept(app, store, undefined).id).toBe(older)
  })
  it('let a person go back twice: the first rollback lets go of none', async () => {
    const three = { ...app, versions: 3 }
    const oldest = await deploy('g')
    const before = await deploy('h')
    await deploy('i')
    await deploy('h', 'succeeded', undefined, { kind: 'rollback', by: 'a test', to: before })
    expect(listVersions(three, store).map(({ version }) => version.commit?.[0])).toEqual(['h', 'i', 'g'])
    expect(chooseKept(three, store, undefined).id).toBe(oldest)
  })
})
