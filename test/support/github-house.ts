import { RedhookError } from '../../src/core/errors.ts'
import type { House } from '../../src/pipeline/house.ts'
import type { LogLine } from '../../src/pipeline/ports/deployment-logs.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { heldHouse } from './held-house.ts'
import { keptPreviews } from './no-previews.ts'
import { seenHouse } from './seen-house.ts'
import { storedChecks } from './stored-checks.ts'

/** A house with one app over a real store; it plans nothing and runs nothing. */
export function testHouse(store: Store): House {
  return {
    ...heldHouse(store),
    ...storedChecks(store),
    ...keptPreviews(store),
    ...seenHouse(store),
    version: '1.2.3',
    apps: () => [
      {
        app: 'shop',
        repository: 'acme/shop',
        branch: 'main',
        path: '/srv/staging/shop',
        color: 'red',
        project: 'redshop',
      },
    ],
    getDeployment: id => store.get(id),
    listDeployments: filter => store.list(filter),
    requestDeployment(app, wishes, by, ref) {
      known(app)
      return store.request(
        {
          app,
          repository: 'acme/shop',
          branch: 'main',
          lane: '/srv/staging/shop',
          cause: { kind: 'request', by, ...(ref !== undefined && { ref }) },
          wishes,
        },
        Date.now(),
      )
    },
    requestRollback(app, to = 1, by) {
      known(app)
      return store.request(
        {
          ...{ app, repository: 'acme/shop', branch: 'main', lane: '/srv/staging/shop' },
          cause: { kind: 'rollback', by, to },
          wishes: {},
        },
        Date.now(),
      )
    },
    versions(app) {
      known(app)
      const image = { service: 'web', id: `sha256:${'1'.repeat(64)}`, name: 'redshop-web', isBuilt: true }
      const version = { deployment: 1, commit: 'a'.repeat(40), composeFiles: ['compose.yaml'], images: [image] }
      return [{ deployment: 1, at: Date.UTC(2026, 2, 1), isLive: true, version }]
    },
    async plan(app, { ref } = {}) {
      known(app)
      if (ref === 'nosuch') throw new RedhookError('"nosuch" is no branch', { code: 'REF_UNKNOWN', hint: 'Name one.' })
      const plan = {
        action: 'up',
        reasons: [],
        services: [{ service: 'web', action: 'recreate', reasons: [{ rule: 'env-file', text: 'web.env changed' }] }],
        warnings: [],
        tip: 'b'.repeat(40),
        changed: [],
        changedTotal: 0,
      } as const
      const asked = ref === undefined ? {} : { ref }
      return { app, ...asked, plan, project: 'redshop', color: 'red', commands: ['docker compose -p redshop up -d'] }
    },
    readLog: () => linesOf('one', 'two'),
    readLogEnd: async () => ({ lines: [], last: 0 }),
    readiness: async () => [{ name: 'store', ok: true, detail: 'writable' }],
  }
}

function known(app: string): void {
  if (app !== 'shop')
    throw new RedhookError(`There is no app ${app}`, { code: 'APP_UNKNOWN', hint: 'See redhook status.' })
}

async function* linesOf(...texts: string[]): AsyncIterable<LogLine> {
  for (const text of texts) yield { at: 0, step: 'sync', stream: 'note', text }
}
