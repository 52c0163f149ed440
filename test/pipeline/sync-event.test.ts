import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { App } from '../../src/core/app.ts'
import type { Cause, Deployment } from '../../src/core/deployment/deployment.ts'
import { fetchForEvent, type RefCause } from '../../src/pipeline/sync-event.ts'
import { appAt, realGit, type SyncBench, syncBench } from '../support/git-app.ts'
import { createRemote, type GitRemote, git, type TempFolder, tempFolder } from '../support/git-repository.ts'

let folder: TempFolder
let remote: GitRemote
let bench: SyncBench
let app: App
let live: string

beforeEach(() => {
  folder = tempFolder()
  remote = createRemote(folder.path, { 'app.txt': 'one\n' })
  bench = syncBench(folder.path, realGit(folder.path).git)
  const checkout = remote.cloneTo(join(folder.path, 'checkout'))
  app = appAt(checkout)
  live = git(checkout, 'rev-parse', 'HEAD')
})
afterEach(() => folder[Symbol.dispose]())

const checks = (ref: string): RefCause => ({ kind: 'push', delivery: 'd', trigger: 'checks', ref })
const tag = (ref: string): RefCause => ({ kind: 'push', delivery: 'd', trigger: 'tag', ref })
const superseded = (id: number, by: number, cause: Cause) =>
  ({ id, app: 'shop', state: 'superseded', supersededBy: by, cause }) as Deployment

/** What is to be deployed: a commit, or why none is. */
async function find(cause: RefCause, overtaken: readonly Deployment[] = []): Promise<string> {
  const store = {
    list: ({ states }: { states?: readonly string[] }) => (states?.[0] === 'superseded' ? [...overtaken] : []),
    lastProject: () => ({ id: 1, state: 'succeeded', commit: live }) as Deployment,
  }
  const deployment = { id: 9, app: 'shop', cause } as Deployment
  const found = await fetchForEvent(app, cause, { ...bench, store, deployment })
  if ('outdated' in found) return found.outdated
  return found.gone ? 'gone' : found.tip
}
const tagAt = (name: string, commit: string, ...more: string[]) => git(remote.bare, 'tag', ...more, name, commit)

describe('checks that passed', () => {
  it('deploy the very commit, not the tip of the branch', async () => {
    const second = remote.push({ 'app.txt': 'two\n' })
    remote.push({ 'app.txt': 'three\n' })
    expect(await find(checks(second))).toBe(second)
  })

  it('deploy nothing that is older than what runs', async () => {
    const first = live
    live = remote.push({ 'app.txt': 'two\n' })
    expect(await find(checks(first))).toBe(
      `Commit ${first.slice(0, 10)} is older than what runs (${live.slice(0, 10)}); redhook deploy shop --ref ${first} deploys it all the same.`,
    )
    expect(await find(checks(live))).toBe(live)
  })

  it('deploy no commit that is not part of the branch', async () => {
    const other = remote.push({ 'app.txt': 'fork\n' }, { branch: 'topic' })
    git(app.path, 'fetch', 'origin', 'topic')
    expect(await find(checks(other))).toBe(`Commit ${other.slice(0, 10)} is not part of main any more.`)
  })

  it('that ended in any order deploy the newest of the commits that waited', async () => {
    const second = remote.push({ 'app.txt': 'two\n' })
    const third = remote.push({ 'app.txt': 'three\n' })
    expect(await find(checks(second), [superseded(8, 9, checks(third))])).toBe(third)
    expect(await find(checks(third), [superseded(8, 9, checks(second))])).toBe(third)
    expect(await find(checks(second), [superseded(8, 9, checks(live)), superseded(7, 8, checks(third))])).toBe(third)
    expect(await find(checks(second), [superseded(6, 5, checks(third))])).toBe(second)
  })
})

describe('a tag', () => {
  it('is deployed, annotated or not, also where a branch has its name', async () => {
    const second = remote.push({ 'app.txt': 'two\n' })
    remote.push({ 'app.txt': 'three\n' })
    tagAt('v1', second)
    tagAt('v2', second, '-a', '-m', 'two')
    git(remote.bare, 'branch', 'v1', 'main')
    expect([await find(tag('v1')), await find(tag('v2'))]).toEqual([second, second])
  })

  it('of a branch of releases is deployed, one of the past is not', async () => {
    tagAt('old', live)
    live = remote.push({ 'app.txt': 'two\n' })
    const release = remote.push({ 'app.txt': 'release\n' }, { branch: 'release' })
    tagAt('v1', release)
    expect(await find(tag('v1'))).toBe(release)
    expect(await find(tag('old'))).toBe(
      `The tag old is older than what runs (${live.slice(0, 10)}); redhook deploy shop --ref old deploys it all the same.`,
    )
  })

  it('that the hook overtook is waited for', async () => {
    const second = remote.push({ 'app.txt': 'two\n' })
    let slept = 0
    const clock = {
      monotonic: () => slept,
      sleep: async (ms: number) => {
        slept += ms
        if (slept > 500) git(remote.bare, 'tag', '--force', 'late', second)
      },
    }
    bench = { ...bench, ports: { ...bench.ports, clock } }
    expect(await find(tag('late'))).toBe(second)
    expect(await find(tag('never'))).toBe('The tag never is gone from the remote.')
  })
})
