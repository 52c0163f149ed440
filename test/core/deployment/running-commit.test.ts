import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../../src/core/deployment/deployment.ts'
import { runningCommit, shownCommit } from '../../../src/core/deployment/running-commit.ts'
import type { Rule } from '../../../src/core/plan/plan.ts'

const deployment = (more: Partial<Deployment>): Deployment => ({
  id: 1,
  app: 'shop',
  repository: 'acme/shop',
  lane: '/srv/shop',
  state: 'succeeded',
  cause: { kind: 'request', by: 'test' },
  wishes: {},
  createdAt: 0,
  availableAt: 0,
  attempts: 1,
  retries: 0,
  steps: [],
  commit: 'good',
  finishedAt: 1_000,
  ...more,
})

const skip = (commit: string, startedAt: number, rule: Rule, serviceRule: Rule = 'untouched'): Deployment =>
  deployment({
    state: 'skipped',
    commit,
    startedAt,
    plan: {
      action: 'skip',
      reasons: [{ rule, text: '' }],
      services: [{ service: 'web', action: 'leave', reasons: [{ rule: serviceRule, text: '' }] }],
      warnings: [],
      tip: commit,
      changed: [],
      changedTotal: 0,
    },
  })

const last = deployment({})

describe('the commit whose files run', () => {
  it('is that of the last good deployment', () => {
    expect(runningCommit({ last, skipped: [] })).toBe('good')
    expect(runningCommit({ last: undefined, skipped: [] })).toBeUndefined()
  })

  it('is where a rollback went back to', () => {
    const version = { commit: 'older', composeFiles: [], images: [] }
    const rolledBack = deployment({ state: 'rolled_back', commit: 'bad', version })
    expect(runningCommit({ last: rolledBack, skipped: [] })).toBe('older')
  })

  it('is the newest that was skipped since, for want of anything to do', () => {
    const skipped = [skip('newer', 3_000, 'nothing-changed'), skip('new', 2_000, 'ignored')]
    expect(runningCommit({ last, skipped })).toBe('newer')
  })

  it('is neither one skipped before, nor one that is known to be bad', () => {
    const skipped = [skip('bad', 3_000, 'known-bad'), skip('old', 500, 'nothing-changed')]
    expect(runningCommit({ last, skipped })).toBe('good')
  })

  it('shows in a container only where a mounted folder has it', () => {
    const skipped = [skip('readme', 3_000, 'nothing-changed'), skip('page', 2_000, 'nothing-changed', 'mounted-folder')]
    expect(shownCommit({ last, skipped })).toBe('page')
    expect(shownCommit({ last, skipped: skipped.slice(0, 1) })).toBe('good')
  })
})
