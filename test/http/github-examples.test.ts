import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../support/app-samples.ts'
import { deliveryHeaders } from '../support/github-push.ts'
import { startTestServer } from '../support/github-server.ts'

interface Example {
  readonly name: string
  readonly examples: readonly {
    readonly ref?: string
    readonly deleted?: boolean
    readonly repository?: { full_name?: string; default_branch?: string }
  }[]
}

const events = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[]
const payloads = events.flatMap(({ name, examples }) =>
  examples.map((payload, index) => ({ event: name, index, payload })),
)

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

  it('are 329, and each is answered with 2xx; only pushes to a deployed branch are queued', async () => {
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
      const isPush = event === 'push' && payload.ref === 'refs/heads/master' && payload.deleted !== true
      const expected = isPush ? '202 queued' : event === 'ping' ? '200 pong' : '200 ignored'
      if (`${answer.status} ${status}` !== expected)
        wrong.push(`${event} ${index}: ${answer.status} ${status}, not ${expected}`)
    }
    expect(wrong).toEqual([])
  })
})
