import { describe, expect, it } from 'vitest'
import type { ApiApp } from '../../src/cli/api.ts'
import { sayWhyWaits } from '../../src/cli/why-waits.ts'
import { apiDeployment } from '../support/cli-deployment.ts'

const now = Date.parse('2026-05-01T12:00:00Z')
const app = (name: string, path: string, more: Partial<ApiApp> = {}): ApiApp => ({
  ...{ app: name, repository: `acme/${name}`, path },
  ...more,
})
const queued = apiDeployment({ id: 42, status: 'queued', steps: [] })
const running = (id: number, name: string) => apiDeployment({ id, app: name, status: 'running' })
const lock = { by: 'ann', at: '2026-05-01T11:00:00Z', until: '2026-05-01T17:00:00Z', reason: 'moving the database' }

describe('what a queued deployment waits for', () => {
  it.each([
    {
      title: 'a lock, before all else',
      apps: [app('shop', '/srv/a', { lock })],
      runs: [running(41, 'shop')],
      says: 'deployment 42 waits: shop is locked by ann until 17:00 UTC: moving the database',
    },
    {
      title: 'a lock of another day',
      apps: [app('shop', '/srv/a', { lock: { ...lock, until: '2026-05-02T09:30:00Z', reason: '' } })],
      runs: [],
      says: 'deployment 42 waits: shop is locked by ann until 2026-05-02 09:30 UTC',
    },
    {
      title: 'the one before it',
      apps: [app('shop', '/srv/a')],
      runs: [running(41, 'shop')],
      says: 'deployment 42 waits for deployment 41 of the same app',
    },
    {
      title: 'another app of its checkout',
      apps: [app('shop', '/srv/a'), app('jobs', '/srv/a'), app('blog', '/srv/b')],
      runs: [running(40, 'blog'), running(41, 'jobs')],
      says: 'deployment 42 waits for deployment 41 of jobs in the same checkout',
    },
    {
      title: 'its turn',
      apps: [app('shop', '/srv/a'), app('blog', '/srv/b')],
      runs: [running(40, 'blog')],
      says: 'deployment 42 waits for its turn: 1 other runs',
    },
    {
      title: 'nothing, as it runs by now',
      apps: [app('shop', '/srv/a')],
      runs: [running(42, 'shop')],
      says: undefined,
    },
    { title: 'nothing that is known', apps: [app('shop', '/srv/a')], runs: [], says: undefined },
  ])('$title', ({ apps, runs, says }) => expect(sayWhyWaits(queued, apps, runs, now)).toBe(says))

  it('says what the server says where that is all that is known', () => {
    const retried = { ...queued, reason: 'the remote is away; again in 20 s' }
    expect(sayWhyWaits(retried, [], [], now)).toBe('deployment 42 waits: the remote is away; again in 20 s')
  })
})
