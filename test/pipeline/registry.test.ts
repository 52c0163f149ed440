import { describe, expect, it } from 'vitest'
import { RedhookError } from '../../src/core/errors.ts'
import { createRegistry } from '../../src/pipeline/registry.ts'
import { tellChange } from '../../src/pipeline/registry-change.ts'
import { createMemoryLog, sampleApp } from '../support/pipeline-samples.ts'

const server = { address: '127.0.0.1', port: 8000, dataDir: '/data', concurrency: 2, log: { level: 'info' } }
const { branch: _branch, ...unresolved } = sampleApp('wiki')

describe('the registry in force', () => {
  it('keeps the last good one when a reload brings mistakes, and says every one of them', () => {
    const log = createMemoryLog()
    const registry = createRegistry(
      { apps: [sampleApp('shop')] },
      {
        log,
        load: () => {
          throw new RedhookError('redhook.yml:3:5 a mistake\nredhook.yml:9:1 another', {
            code: 'CONFIG_INVALID',
            hint: 'mend',
          })
        },
        resolveBranch: async () => undefined,
        onChange: () => expect.unreachable(),
      },
    )
    registry.reload()
    expect(registry.find('shop')).toBeDefined()
    expect(registry.problem()?.code).toBe('CONFIG_INVALID')
    expect(log.lines.join()).toContain('"redhook.yml:3:5 a mistake","redhook.yml:9:1 another"')
  })

  it('takes over a good one, and forgets the mistakes of the one before', () => {
    let next: unknown = 'bad'
    const registry = createRegistry(
      { apps: [sampleApp('shop')] },
      {
        log: createMemoryLog(),
        load: () => {
          if (next === 'bad') throw new Error('unreadable')
          return { apps: [sampleApp('blog')] }
        },
        resolveBranch: async () => undefined,
        onChange: () => undefined,
      },
    )
    registry.reload()
    expect(registry.problem()?.message).toContain('unreadable')
    next = 'good'
    const { generation } = registry.current()
    registry.reload()
    expect(registry.problem()).toBeUndefined()
    expect(registry.find('shop')).toBeUndefined()
    expect(registry.find('blog')).toBeDefined()
    expect(registry.current().generation).toBe(generation + 1)
  })

  it('looks up branches that are not configured, and leaves open what cannot be told', async () => {
    const log = createMemoryLog()
    const ports = { log, load: () => expect.unreachable(), onChange: () => undefined }
    const registry = createRegistry(
      { apps: [unresolved, { ...unresolved, name: 'lost' }, sampleApp('shop')] },
      {
        ...ports,
        resolveBranch: async app => {
          if (app.name === 'lost') throw new Error('no remote')
          return 'trunk'
        },
      },
    )
    expect(registry.find('wiki')?.branch).toBeUndefined()
    await registry.settled()
    expect(registry.find('wiki')?.branch).toBe('trunk')
    expect(registry.find('lost')?.branch).toBeUndefined()
    expect(registry.find('shop')?.branch).toBe('main')
    expect(log.lines.join()).toContain('"app":"lost"')
  })
})

describe('a registry that takes the place of another', () => {
  const told = (before: ReturnType<typeof sampleApp>[], now: ReturnType<typeof sampleApp>[], changed = {}) => {
    const log = createMemoryLog()
    const store = { lastProject: (app: string) => ({ project: `red${app}` }) as never }
    tellChange(
      { before: { apps: before, server }, now: { apps: now, server: { ...server, ...changed } } },
      { store, log },
    )
    return log.lines.join('\n')
  }

  it('names the command that takes down what an app left running', () => {
    const text = told([sampleApp('shop')], [])
    expect(text).toContain('the app left the registry; its containers stay')
    expect(text).toContain('docker compose -p redshop down')
  })

  it('recognises a renamed app by its checkout and folder', () => {
    const text = told([sampleApp('shop')], [sampleApp('store', { lane: '/srv/shop' })])
    expect(text).toContain('the app was renamed')
    expect(text).toContain('"now":"store"')
  })

  it('says which settings need a restart', () => {
    expect(told([], [], { port: 9000 })).toContain('"setting":"port"')
    expect(told([], [], { log: { level: 'debug' } })).toContain('"setting":"log.level"')
    expect(told([], [])).toBe('')
  })
})
