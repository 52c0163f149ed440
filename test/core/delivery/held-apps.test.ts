import { describe, expect, it } from 'vitest'
import { createAppIndex } from '../../../src/core/delivery/app-index.ts'
import { judgeKept as judgeKeptWith, type KeptDelivery } from '../../../src/core/delivery/judge-kept.ts'
import { appLocked } from '../../../src/core/hold/hold-words.ts'
import { testApp } from '../../support/app-samples.ts'

const at = Date.parse('2026-11-22T15:30:00Z')
const until = Date.parse('2026-11-22T17:00:00Z')
const push = { hook: 'github', event: 'push', repository: 'Acme/shop', ref: 'refs/heads/main', after: 'b'.repeat(40) }
const judgeKept = (kept: KeptDelivery, apps: ReturnType<typeof createAppIndex>) =>
  judgeKeptWith(kept, { apps, known: new Map() })
const judge = (apps: Parameters<typeof createAppIndex>[0], kept = push) => judgeKept(kept, createAppIndex(apps))

describe('a push to an app that is held', () => {
  it('is queued, and waits, with who holds it and why', () => {
    const lock = { by: 'ann', at, until, reason: 'a demo' }
    expect(judge([testApp({ lock }), testApp({ name: 'blog' })])).toMatchObject({
      status: 'queued',
      reason:
        'main of Acme/shop was pushed: blog will be deployed; shop is locked until 17:00 UTC (ann: a demo), and waits',
      queue: [{ app: { name: 'shop' } }, { app: { name: 'blog' } }],
    })
  })

  it('names the day where the end is more than a day away, and no end where there is none', () => {
    const lock = { by: 'ann', at, reason: 'a demo' }
    const later = until + 86_400_000
    expect(appLocked('shop', { ...lock, until: later }).message).toBe(
      'shop is locked until 2026-11-23 17:00 UTC (ann: a demo)',
    )
    expect(appLocked('shop', lock).message).toBe('shop is locked (ann: a demo)')
  })

  it('is recorded where the app follows another branch', () => {
    const app = testApp({ branch: 'feature/x', detour: { usual: 'main', by: 'ann', at, until } })
    expect(judge([app, testApp({ name: 'blog', branch: 'live' })])).toMatchObject({
      status: 'ignored',
      reason: 'main of Acme/shop was pushed: shop follows feature/x until 17:00 UTC (ann); blog deploys live',
    })
    expect(judge([app], { ...push, ref: 'refs/heads/feature/x' })).toMatchObject({ status: 'queued' })
  })
})

describe('a kept delivery', () => {
  const { ref: _ref, ...withoutRef } = push
  it('is decided as when it came', () => {
    expect(judgeKept({ ...push, deleted: true }, createAppIndex([testApp()]))).toMatchObject({ status: 'ignored' })
    expect(judgeKept({ ...withoutRef, event: 'issues' }, createAppIndex([testApp()]))).toMatchObject({
      status: 'ignored',
    })
    expect(judgeKept({ ...push, hook: 'github/acme/blog' }, createAppIndex([testApp()]))).toMatchObject({
      refused: 403,
    })
    expect(judgeKept({ ...push, hook: 'github/acme/shop' }, createAppIndex([testApp()]))).toMatchObject({
      status: 'queued',
    })
    expect(judgeKept(withoutRef, createAppIndex([testApp()]))).toBeUndefined()
  })
})
