import { describe, expect, it } from 'vitest'
import type { App } from '../../../src/core/app.ts'
import { RedhookError } from '../../../src/core/errors.ts'
import { startWatchingDeliveries } from '../../../src/pipeline/lost-deliveries/watch-deliveries.ts'
import type { FailedDelivery } from '../../../src/pipeline/ports/provider-api.ts'
import { createMemoryLog, eventually, realClock, sampleApp } from '../../support/pipeline-samples.ts'

/** A forge that lists what it is told to, and keeps count. */
function createForge() {
  const kept = new Map<string, string>()
  const log = createMemoryLog()
  const forge = {
    failed: [] as FailedDelivery[],
    refuses: undefined as RedhookError | undefined,
    hook: 'https://hook.example/webhook',
    listed: [] as string[],
    again: [] as string[],
    log,
    start: (
      apps: readonly App[],
      settings: { publicUrl?: string; own?: boolean } = { publicUrl: 'https://hook.example' },
    ) =>
      startWatchingDeliveries({
        log,
        clock: realClock,
        random: () => 0.5,
        store: { remoteId: key => kept.get(key), rememberRemoteId: (key, id) => void kept.set(key, id) },
        apps: () => apps,
        settings: () => ({
          webhookPath: '/webhook',
          hasOwnSecret: () => settings.own === true,
          ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
        }),
        timing: { firstMs: 1, everyMs: 10 },
        providers: {
          abilities: ({ provider }) => ({
            ...{ statuses: true, deployments: true, checkRuns: false, comments: true },
            api: provider === 'github',
          }),
          async failedDeliveries({ name }, { hookUrl }) {
            forge.listed.push(`${name} ${hookUrl}`)
            if (forge.refuses !== undefined) throw forge.refuses
            return hookUrl === forge.hook ? forge.failed : undefined
          },
          async redeliver(_, _hookUrl, attempt) {
            forge.again.push(attempt)
            if (attempt === 'refused')
              throw new RedhookError('no', { code: 'PROVIDER_DENIED', hint: 'Let it write hooks.' })
          },
        },
      }),
    rounds: (count: number) =>
      eventually(
        () => forge.listed.length,
        length => length >= count,
      ),
  }
  return forge
}

const lost = (delivery: string, attempt = delivery): FailedDelivery => ({
  ...{ attempt, delivery, event: 'push', at: Date.now() },
})

describe('deliveries that failed', () => {
  it('are asked for again once, whatever comes of it, and that is kept over a restart', async () => {
    const forge = createForge()
    forge.failed = [lost('one'), lost('two', 'refused'), lost('three')]
    const first = forge.start([sampleApp('shop'), sampleApp('shop-live', { repository: 'Acme/Shop' })])
    await forge.rounds(3)
    await first[Symbol.asyncDispose]()
    await using _second = forge.start([sampleApp('shop')])
    await forge.rounds(forge.listed.length + 2)
    expect(forge.again).toEqual(['one', 'refused', 'three'])
    expect(forge.log.lines.filter(line => line.includes('asked for again'))).toHaveLength(3)
  })

  it('are looked for at the address of the hook, also where it is the longer one', async () => {
    const forge = createForge()
    forge.hook = 'https://hook.example/webhook/github'
    forge.failed = [lost('one')]
    await using _watch = forge.start([sampleApp('shop')])
    await eventually(
      () => forge.again,
      again => again.length === 1,
    )
    expect(forge.listed.slice(0, 2)).toEqual([
      'acme/shop https://hook.example/webhook',
      'acme/shop https://hook.example/webhook/github',
    ])
  })

  it('are looked for at the own address of a repository with an own secret', async () => {
    const forge = createForge()
    await using _watch = forge.start([sampleApp('shop')], { publicUrl: 'https://hook.example', own: true })
    await forge.rounds(2)
    expect([...new Set(forge.listed)]).toEqual(['acme/shop https://hook.example/webhook/github/acme/shop'])
  })

  it('of a forge that refuses are warned of once, and it is asked again', async () => {
    const forge = createForge()
    forge.refuses = new RedhookError('not with this token', { code: 'PROVIDER_DENIED', hint: 'Take another.' })
    await using _watch = forge.start([sampleApp('shop')])
    await forge.rounds(3)
    expect(forge.log.lines.filter(line => line.startsWith('warn'))).toHaveLength(1)
    forge.refuses = undefined
    forge.failed = [lost('one')]
    await eventually(
      () => forge.again,
      again => again.length === 1,
    )
  })

  it('are nobody’s where it is not known how Redhook is reached, or the forge may not be asked', async () => {
    const forge = createForge()
    const unknown = forge.start([sampleApp('shop')], {})
    await using _watch = forge.start([
      ...[sampleApp('blog', { provider: 'gitea' }), sampleApp('any', { repository: '*/any' }), sampleApp('wiki')],
    ])
    await forge.rounds(2)
    await unknown[Symbol.asyncDispose]()
    expect(forge.listed.every(line => line.startsWith('acme/wiki '))).toBe(true)
  })
})
