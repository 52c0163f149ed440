import type { ApiDeployment } from '../../src/cli/api.ts'

/** A deployment as the API would tell it: one that went well, unless told otherwise. */
export const apiDeployment = (changes: Partial<ApiDeployment> = {}): ApiDeployment => ({
  id: 7,
  app: 'shop',
  repository: 'acme/shop',
  branch: 'main',
  commit: 'a'.repeat(40),
  color: 'red',
  project: 'redshop',
  status: 'succeeded',
  steps: [
    { name: 'sync', startedAt: '2026-05-01T11:50:00Z', durationMs: 800, result: 'done' },
    { name: 'build', startedAt: '2026-05-01T11:50:01Z', durationMs: 72_000, result: 'done' },
  ],
  createdAt: '2026-05-01T11:50:00Z',
  startedAt: '2026-05-01T11:50:00Z',
  finishedAt: '2026-05-01T11:51:20Z',
  cause: { kind: 'push', delivery: 'd-1', pusher: 'ann' },
  ...changes,
})
