import { expect, it } from 'vitest'
import { planVersion } from '../../../src/core/deployment/plan-version.ts'
import { rollbackFailed, rolledBackFailure, rolledBackReason } from '../../../src/core/deployment/rollback-words.ts'
import type { ContainerState } from '../../../src/core/health/container-state.ts'
import { formatServicePlans } from '../../../src/core/plan/format-plan.ts'
import type { Plan } from '../../../src/core/plan/plan.ts'

const version = {
  deployment: 12,
  commit: 'abc1234567890',
  composeFiles: ['compose.yml'],
  images: [
    { service: 'web', id: 'sha256:1', name: 'redshop-web', isBuilt: true },
    { service: 'worker', id: 'sha256:2', name: 'redshop-worker', isBuilt: true },
    { service: 'db', id: 'sha256:3', name: 'postgres:17', isBuilt: false },
  ],
}

const untouched = [{ rule: 'untouched', text: 'nothing of it changed' }] as const

const plan: Plan = {
  action: 'up',
  reasons: [{ rule: 'request', text: 'asked for' }],
  services: ['web', 'worker', 'db'].map(service => ({ service, action: 'leave', reasons: untouched })),
  warnings: ['Not built, as asked: web (…). The next deployment builds.'],
  overruled: [{ service: 'web', reason: { rule: 'context', text: 'changed' } }],
  tip: version.commit,
  changed: [],
  changedTotal: 0,
}

const runs = (service: string, image: string) => ({ service, image }) as ContainerState

it('a version comes back by its images; what is gone is built, and what runs already is left', () => {
  const back = planVersion(plan, {
    cause: { kind: 'rollback', by: 'ada', to: 12 },
    kept: { version },
    images: { retag: [], byId: [], build: version.images.slice(1, 2), pull: [] },
    containers: [runs('web', 'sha256:9'), runs('worker', 'sha256:9'), runs('db', 'sha256:3')],
  })
  expect(back).toMatchObject({ action: 'build', warnings: [] })
  expect(back.overruled).toBeUndefined()
  expect(back.reasons.map(({ text }) => text)).toEqual(['ada wants the version of deployment 12 (abc1234567) back'])
  expect(formatServicePlans(back).split('\n')).toEqual([
    'recreate web — it gets its image of the version of deployment 12 (abc1234567)',
    'build worker — its image of that version is gone',
    'leave db',
  ])
})

const failure = { code: 'UNHEALTHY', message: 'web exited with code 1', hint: 'Push a correction.' } as const

it('a rollback says what failed, what runs again, and what was not put back', () => {
  expect(rolledBackReason(failure, version)).toBe(
    'web exited with code 1; the version of deployment 12 (abc1234567) runs again',
  )
  expect(rolledBackFailure(failure, undefined).hint).toBe(
    "Push a correction. The app's .env and its data are as this deployment left them.",
  )
  expect(rolledBackFailure(failure, 'blog runs def out of the same checkout').hint).toContain(
    'the files were not: blog runs def out of the same checkout.',
  )
})

it('a rollback that failed tells of both failures, with the evidence of both', () => {
  const second = {
    code: 'HEALTH_TIMEOUT',
    message: 'not healthy',
    hint: 'Look.',
    evidence: [{ service: 'db' }],
  } as const
  const error = rollbackFailed({ ...failure, evidence: [{ service: 'web' }] }, second, version, 'redshop')
  expect(error).toMatchObject({
    code: 'ROLLBACK_FAILED',
    retryable: false,
    message:
      'web exited with code 1; the rollback to the version of deployment 12 (abc1234567) failed, too: not healthy',
    evidence: [{ service: 'web' }, { service: 'db' }],
  })
  expect(error.hint).toContain('docker compose -p redshop ps')
})
