import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import { createAppIndex } from '../../../src/core/delivery/app-index.ts'
import type { ServicePlan } from '../../../src/core/plan/plan.ts'
import type { Report } from '../../../src/core/report/report.ts'
import { startFollowUp } from '../../../src/pipeline/follow-up.ts'
import type { PlanPreview } from '../../../src/pipeline/house.ts'
import { planMerge } from '../../../src/pipeline/plan-status/plan-merge.ts'
import type { PlanStatusPorts } from '../../../src/pipeline/plan-status/plan-ports.ts'
import { startPlanStatus } from '../../../src/pipeline/plan-status/start-plan-status.ts'
import type { Store } from '../../../src/pipeline/ports/store.ts'
import { appAt, realGit } from '../../support/git-app.ts'
import { createRemote, git as person, tempFolder } from '../../support/git-repository.ts'
import { createMemoryLog, eventually, realClock } from '../../support/pipeline-samples.ts'
import { pullRequest } from '../../support/pull-request-samples.ts'
import { makeDataFolder, sampleDelivery } from '../../support/store-samples.ts'

const folder = tempFolder()
const { git } = realGit(folder.path)
let app: ReturnType<typeof appAt>
/** Heads of pull requests 12 and 13. */
let good: string
let clashing: string
/** What they are to be merged into. */
let tip: string

beforeAll(() => {
  const remote = createRemote(folder.path, { 'a.txt': 'one\n' })
  const first = person(remote.work, 'rev-parse', 'HEAD')
  app = appAt(remote.cloneTo(join(folder.path, 'checkout')))
  const head = (number: number, name: string) => {
    person(remote.work, 'checkout', '--quiet', '-B', `change-${number}`, first)
    const commit = remote.push({ [name]: `of ${number}\n` }, { branch: `change-${number}` })
    person(remote.bare, 'update-ref', `refs/pull/${number}/head`, commit)
    return commit
  }
  good = head(12, 'b.txt')
  clashing = head(13, 'a.txt')
  person(remote.work, 'checkout', '--quiet', '-B', 'main', first)
  tip = remote.push({ 'a.txt': 'two\n' })
})
afterAll(() => folder[Symbol.dispose]())

const never = new Promise<never>(() => undefined)
const builds = (service: string): PlanPreview =>
  ({ plan: { action: 'deploy', services: [{ service, action: 'build' } as ServicePlan], reasons: [] } }) as never

function ports(changes: Partial<PlanStatusPorts> = {}): PlanStatusPorts & { readonly reports: Report[] } {
  const reports: Report[] = []
  return {
    ...{ git, reports, log: createMemoryLog(), disk: { read: async () => undefined } },
    clock: { ...realClock, sleep: () => new Promise(resolve => setImmediate(resolve)) },
    preview: async () => builds('web'),
    takesStatuses: () => true,
    report: (_app, _repository, report) => void reports.push(report),
    publicUrl: () => undefined,
    ...changes,
  }
}

const plan = (change: Partial<PlanStatusPorts> = {}, commit = good, number = 12) =>
  planMerge(app, pullRequest(commit, { number }), ports(change), new AbortController().signal)

describe('what merging would do', () => {
  it('is planned of what the merge makes', async () => {
    const asked: (string | undefined)[] = []
    const preview: PlanStatusPorts['preview'] = async (_app, { ref }) => {
      asked.push(ref)
      return builds('web')
    }
    expect(await plan({ preview })).toBe('builds web')
    expect(asked).toEqual([await git.mergeOf(app, tip, good)])
  })

  it('is planned of the head alone where both changed the same, and says so', async () => {
    const preview: PlanStatusPorts['preview'] = async (_app, { ref = '' }) => builds(ref)
    expect(await plan({ preview }, clashing, 13)).toBe(`conflicts with main; by itself: builds ${clashing}`)
  })

  it('is given up when it takes too long, however deaf the planner is', async () => {
    expect(await plan({ patienceMs: 20, preview: () => never })).toBe('what merging would do took too long to find out')
  })

  it('is not told when Redhook stops', async () => {
    const stopping = new AbortController()
    const preview = () => {
      stopping.abort(new Error('stops'))
      return never
    }
    await expect(planMerge(app, pullRequest(good), ports({ preview }), stopping.signal)).rejects.toThrow('stops')
  })
})

describe('the status', () => {
  const keep = (store: Store, id: string, commit: string, number = 12) =>
    store.record(
      sampleDelivery(id, {
        ...{ event: 'pull_request', isPending: true, meaning: pullRequest(commit, { number, action: 'updated' }) },
      }),
      { status: 'queued', reason: 'handed on', wanted: [] },
    )
  const start = (store: Store, given: PlanStatusPorts) => {
    const status = startPlanStatus(given)
    const following = startFollowUp({
      ...{ store, log: given.log, clock: realClock, known: () => new Map(), forgetInstallations: () => undefined },
      appIndex: () => createAppIndex([app]),
      pullRequests: { plan: status.handlePullRequest },
    })
    return {
      async [Symbol.asyncDispose]() {
        await following[Symbol.asyncDispose]()
        await status[Symbol.asyncDispose]()
      },
    }
  }

  it('that a crash kept from being told is told after the next start, of the newest head alone', async () => {
    using data = makeDataFolder()
    let asked = 0
    const hanging = ports({
      preview: () => {
        asked += 1
        return never
      },
    })
    {
      await using store = openStore(data.path)
      await keep(store, 'one', clashing)
      await keep(store, 'two', good)
      await keep(store, 'other', clashing, 13)
      await using _ = start(store, hanging)
      await eventually(
        () => asked,
        count => count === 1,
      )
      await eventually(
        () => store.pendingDeliveries(9).map(({ id }) => id),
        ids => ids.join() === 'two,other',
      )
    }
    await using store = openStore(data.path)
    const answering = ports()
    await using _ = start(store, answering)
    await eventually(
      () => store.pendingDeliveries(9).length,
      count => count === 0,
    )
    expect(hanging.reports).toEqual([])
    expect(answering.reports).toMatchObject([
      { commit: good, description: 'builds web', state: 'success' },
      { commit: clashing, description: 'conflicts with main; by itself: builds web' },
    ])
  })
})
