import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../support/app-samples.ts'
import { deliveryHeaders } from '../support/github-push.ts'
import { startTestServer } from '../support/github-server.ts'

/** What may matter to previews, checks and the plan status. */
const followed = new Set(['opened', 'synchronize', 'reopened', 'closed', 'labeled', 'unlabeled'])

interface Example {
  readonly name: string
  readonly examples: readonly {
    readonly ref?: string
    readonly deleted?: boolean
    readonly action?: string
    readonly repository?: { id?: number; full_name?: string; default_branch?: string }
  }[]
}

const events = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[]
const payloads = events.flatMap(({ name, examples }) =>
  examples.map((payload, index) => ({ event: name, index, payload })),
)

/** The examples give one name to repositories with different ids: to Redhook, those after the first took its name over. */
const firstIds = new Map<string, number | undefined>()
function isStranger({ repository: { id, full_name: name = '' } = {} }: Example['examples'][number]): boolean {
  return firstIds.has(name) && firstIds.get(name) !== id
}
for (const { payload } of payloads) {
  const { id, full_name: name } = payload.repository ?? {}
  if (name !== undefined && !firstIds.has(name)) firstIds.set(name, id)
}

describe("GitHub's own examples", () => {
  let server: Awaited<ReturnType<typeof startTestServer>>
  beforeAll(async () => {
    const names = new Set(payloads.flatMap(({ payload }) => payload.repository?.full_name ?? []))
    const apps = [...names].map(repository =>
      testApp({ name: repository.replace('/', '-').toLowerCase(), repository, branch: 'master' }),
    )
    server = await startTestServer({ apps })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('are 329, and each is answered with 2xx; only pushes to a deployed branch and pull requests are queued', async () => {
    expect(payloads).toHaveLength(329)
    const wrong: string[] = []
    for (const { event, index, payload } of payloads) {
      const body = JSON.stringify(payload)
      const answer = await fetch(`${server.url}/webhook`, {
        method: 'POST',
        headers: deliveryHeaders(body, { event }),
        body,
      })
      const { status } = (await answer.json()) as { status: string }
      if (answer.status === 403 && isStranger(payload)) continue
      const isPush = event === 'push' && payload.ref === 'refs/heads/master' && payload.deleted !== true
      const isFollowed = event === 'pull_request' && followed.has(payload.action ?? '')
      const expected = isPush || isFollowed ? '202 queued' : event === 'ping' ? '200 pong' : '200 ignored'
      if (`${answer.status} ${status}` !== expected)
        wrong.push(`${event} ${index}: ${answer.status} ${status}, not ${expected}`)
    }
    expect(wrong).toEqual([])
  })
})
