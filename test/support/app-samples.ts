import type { App } from '../../src/core/app.ts'

/** An app with every default, to be changed where a test cares. */
export const testApp = (changes: Partial<App> = {}): App => ({
  name: 'shop',
  repository: 'acme/shop',
  path: '/srv/staging/shop',
  lane: changes.path ?? `/srv/staging/${changes.name ?? 'shop'}`,
  dir: '.',
  branch: 'main',
  sync: 'pull',
  color: 'env',
  compose: 'env',
  profiles: [],
  environment: {},
  pull: 'missing',
  build: { triggers: [], scope: 'changed', marker: 'REBUILD_TRIGGER' },
  watch: [],
  ignore: [],
  restart: [],
  health: { timeoutMs: 120_000 },
  timeouts: { syncMs: 1, buildMs: 1, upMs: 1, beforeMs: 1, afterMs: 1 },
  rollback: true,
  versions: 3,
  before: [],
  after: [],
  removeOrphans: false,
  ...changes,
})
