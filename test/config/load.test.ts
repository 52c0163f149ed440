import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEnv } from '../../src/config/env.ts'
import { loadConfig } from '../../src/config/load.ts'
import { defaultTriggers } from '../../src/config/triggers.ts'
import { RedhookError } from '../../src/core/errors.ts'
import { createRegistryFolder } from '../support/registry-folder.ts'

const caught = (act: () => unknown): RedhookError => {
  try {
    act()
  } catch (error) {
    if (error instanceof RedhookError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('loadConfig', () => {
  it('fills in every default of an app', () => {
    using folder = createRegistryFolder('repos:\n  acme/Shop: { path: shop }\n')
    expect(folder.load().apps).toEqual([
      {
        name: 'shop',
        repository: 'acme/Shop',
        path: path.join(folder.path, 'shop'),
        lane: path.join(folder.path, 'shop'),
        dir: '.',
        sync: 'pull',
        color: 'env',
        compose: 'env',
        profiles: [],
        environment: {},
        pull: 'missing',
        build: { triggers: defaultTriggers, scope: 'changed', marker: 'REBUILD_TRIGGER' },
        watch: [],
        ignore: [],
        restart: [],
        health: { timeoutMs: 120_000 },
        timeouts: { syncMs: 300_000, buildMs: 1_800_000, upMs: 300_000, beforeMs: 600_000, afterMs: 600_000 },
        rollback: true,
        versions: 3,
        before: [],
        after: [],
        removeOrphans: false,
        notify: [],
        provider: 'github',
        on: [{ on: 'push' }],
        report: { statuses: true, deployments: true, checkRuns: true, plan: true },
      },
    ])
  })

  it('fills in every default of the server', () => {
    using folder = createRegistryFolder('repos: {}\n')
    const { server, warnings } = folder.load()
    expect(server).toEqual({
      address: '127.0.0.1',
      port: 8000,
      dataDir: path.join(folder.path, 'data'),
      webhookPath: '/webhook',
      replies: 'plain',
      allowFrom: [],
      trustedProxies: [],
      access: { users: new Map(), isPublic: false, hasPublicLogs: false },
      notifyPrivate: [],
      concurrency: expect.toSatisfy((count: number) => count >= 2 && count <= 8),
      log: { level: 'info' },
      keep: { olderThanMs: 90 * 86_400_000, perApp: 200 },
    })
    expect(warnings).toEqual(['redhook.yml has no repositories yet; add one below repos:'])
  })

  it.each([
    ['500MB', 500_000_000],
    ['20GB', 20_000_000_000],
    ['1.5TB', 1_500_000_000_000],
  ])('takes a build cache of %s for %i bytes', (buildCache, bytes) => {
    using folder = createRegistryFolder(`server: { buildCache: ${buildCache} }\nrepos: {}\n`)
    expect(folder.load().server.buildCacheBytes).toBe(bytes)
  })

  it('joins maps of the defaults key by key, and takes lists of the app alone', () => {
    using folder = createRegistryFolder(`
defaults: { timeouts: { sync: 1m, up: 1h30m }, environment: { A: 1, B: 2 }, ignore: [docs/], color: blue }
repos:
  acme/shop: { path: /srv/shop, timeouts: { up: 500ms }, environment: { B: 007 }, ignore: ['*.md'] }
`)
    const [app] = folder.load().apps
    expect(app?.timeouts).toMatchObject({ syncMs: 60_000, upMs: 500, buildMs: 1_800_000 })
    expect(app).toMatchObject({ environment: { A: '1', B: '007' }, ignore: ['*.md'], color: 'blue' })
  })

  it('takes polling back for one app with false', () => {
    using folder = createRegistryFolder(`
defaults: { poll: 60s }
repos: { acme/shop: { path: /srv/shop, poll: false }, acme/blog: { path: /srv/blog } }
`)
    const [shop, blog] = folder.load().apps
    expect([shop?.pollMs, blog?.pollMs]).toEqual([undefined, 60_000])
  })

  it('reads every form of commands, hooks and Compose files', () => {
    using folder = createRegistryFolder(`
repos:
  acme/shop:
    - path: /srv/shop
      before: [[sleep, 5], { service: web, run: [./migrate, true] }]
      compose: a.yml
      dir: ./deploy/
    - { path: /srv/site, project: site, command: [[npm, ci]] }
    - { path: /srv/me, project: me, self: { restart: true, build: [[make]] } }
    - { path: /srv/it, project: it, self: skip }
`)
    const [shop, site, me, it] = folder.load().apps
    expect(shop).toMatchObject({
      before: [{ run: ['sleep', '5'] }, { service: 'web', run: ['./migrate', 'true'] }],
      compose: ['a.yml'],
      dir: 'deploy',
    })
    expect([site?.command, me?.self, it?.self]).toEqual([[['npm', 'ci']], { restart: true, build: [['make']] }, 'skip'])
  })

  it('takes in anchors, aliases and merged maps', () => {
    using folder = createRegistryFolder(`
repos:
  acme/shop: &shop { path: /srv/shop, branch: main, sync: reset }
  acme/blog: { <<: *shop, path: /srv/blog, sync: pull }
`)
    expect(folder.load().apps[1]).toMatchObject({ path: '/srv/blog', branch: 'main', sync: 'pull' })
  })

  it('gives checkouts that are one folder under two names one lane', () => {
    using folder = createRegistryFolder(
      'repos:\n  acme/shop:\n    - { path: real, project: a }\n    - { path: link, project: b }\n    - { path: link/../new, project: c }\n',
    )
    mkdirSync(path.join(folder.path, 'real'))
    symlinkSync('real', path.join(folder.path, 'link'))
    expect(folder.load().apps.map(({ lane }) => path.basename(lane))).toEqual(['real', 'real', 'new'])
  })

  it('keeps apps apart whose projects cannot meet', () => {
    using folder = createRegistryFolder(`
repos:
  acme/shop: { path: /srv/a, color: blue }
  acme/blog: { path: /srv/b, project: redshop, color: none }
  acme/site: { path: /srv/c, project: blueshop, command: [[make]] }
`)
    expect(folder.load().apps).toHaveLength(3)
  })

  it('lets flags beat fields and fields beat the environment', () => {
    using folder = createRegistryFolder(
      'server: { listen: "[::1]:9000", data: here, log: { level: warn } }\nrepos: {}\n',
    )
    const variables = { REDHOOK_DATA: '/elsewhere', STATE_DIRECTORY: '/var/lib/redhook:/var/lib/other' }
    const data = path.join(folder.path, 'here')
    expect(folder.load({ variables }).server).toMatchObject({ address: '::1', port: 9000, dataDir: data })
    const overrides = { address: '0.0.0.0', port: 0, data: '/flag', debug: true }
    expect(folder.load({ variables, overrides }).server).toMatchObject({
      ...{ address: '0.0.0.0', port: 0, dataDir: '/flag' },
      log: { level: 'debug' },
    })
    folder.write('redhook.yml', 'repos: {}\n')
    expect(folder.load({ variables }).server.dataDir).toBe('/elsewhere')
    expect(folder.load({ variables: { ...variables, REDHOOK_DATA: '' } }).server.dataDir).toBe('/var/lib/redhook')
  })

  it('collects the secrets of repositories under their names in lower case', () => {
    using folder = createRegistryFolder(`
repos:
  Acme/Shop:
    - { path: /srv/a, project: a, secret: '\${SHOP}' }
    - { path: /srv/b, project: b }
`)
    const { repositorySecrets, secrets } = folder.load({ variables: { SHOP: 'sixteen letters!' } })
    expect([...repositorySecrets]).toEqual([['acme/shop', 'sixteen letters!']])
    expect(secrets).toEqual(['sixteen letters!'])
  })

  it('is frozen all the way down', () => {
    using folder = createRegistryFolder('repos:\n  acme/shop: { path: /srv/shop, environment: { A: 1 } }\n')
    const { apps } = folder.load()
    expect(() => Object.assign(apps[0]?.environment ?? {}, { B: '2' })).toThrow(TypeError)
    expect(() => (apps as unknown[]).push(1)).toThrow(TypeError)
  })

  it('says where it looked when there is no registry', () => {
    using folder = createRegistryFolder()
    expect(caught(() => folder.load())).toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: 'redhook.yml, named by --config, is not there',
    })
    const env = readEnv(folder.path, { REDHOOK_CONFIG: 'other.yml' })
    expect(caught(() => loadConfig({ env, cwd: folder.path })).message).toBe(
      'other.yml, named by REDHOOK_CONFIG, is not there',
    )
  })

  it('finds config/redhook.yml by itself, and names it so in mistakes', () => {
    using folder = createRegistryFolder()
    folder.write('config/redhook.yml', 'repos: 1\n')
    const error = caught(() => loadConfig({ env: readEnv(folder.path, {}), cwd: folder.path }))
    expect(error.message).toMatch(/^config\/redhook\.yml:1:8 repos: 1 is not a map of repositories/)
    expect(error.hint).toBe('Correct this line, then run redhook check.')
  })

  it('refuses a file that is not UTF-8, and a folder', () => {
    using folder = createRegistryFolder(Uint8Array.of(0xff, 0xfe, 0))
    expect(caught(() => folder.load()).message).toMatch(/redhook\.yml could not be read: it is not UTF-8$/)
    expect(caught(() => folder.load({ explicitPath: '.' })).code).toBe('CONFIG_INVALID')
  })

  it('loads the example as it stands', () => {
    const example = path.resolve(import.meta.dirname, '../../config/redhook.example.yml')
    using folder = createRegistryFolder()
    const { apps, warnings } = folder.load({ explicitPath: example })
    expect(apps.map(({ name }) => name)).toEqual(['shop', 'blog', 'blog-live', 'crm', 'wiki', 'site'])
    expect(warnings).toEqual([])
  })
})
