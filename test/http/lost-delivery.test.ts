import { describe, expect, it } from 'vitest'
import { startWatchingDeliveries } from '../../src/pipeline/lost-deliveries/watch-deliveries.ts'
import { testApp } from '../support/app-samples.ts'
import { pushPayload, testSecret } from '../support/github-push.ts'
import { startTestServer } from '../support/github-server.ts'
import { startGitHubStub } from '../support/github-stub.ts'
import { createMemoryLog, realClock } from '../support/pipeline-samples.ts'
import { createProviderHouse } from '../support/provider-house.ts'

describe('a delivery that GitHub could not bring', () => {
  it('is asked for again over the API, comes in as itself, and is queued once', async () => {
    await using github = await startGitHubStub()
    await using server = await startTestServer()
    github.addHook(`${server.url}/webhook`, testSecret)
    const { api, ids } = createProviderHouse({ github: { apiUrl: github.url, token: github.token } })
    const log = createMemoryLog()
    await using _watch = startWatchingDeliveries({
      ...{ log, clock: realClock, providers: api, random: () => 0.5, apps: () => [testApp()] },
      store: { remoteId: key => ids.get(key), rememberRemoteId: (key, id) => void ids.set(key, id) },
      settings: () => ({ publicUrl: server.url, webhookPath: '/webhook', hasOwnSecret: () => false }),
      timing: { firstMs: 1, everyMs: 50 },
    })
    // The first look only notes where it stands.
    await expect.poll(() => ids.size).toBe(1)
    const [lost] = await github.deliver('push', pushPayload(), { isLost: true })
    expect(server.store.listDeliveries({ limit: 10 })).toEqual([])

    await expect
      .poll(() => server.store.listDeliveries({ limit: 10 }))
      .toMatchObject([{ id: lost?.guid, event: 'push', status: 'queued', deployments: [{ app: 'shop' }] }])
    expect(github.malformed()).toEqual([])
    expect(log.lines.join('\n')).not.toContain(github.token)
  })
})
