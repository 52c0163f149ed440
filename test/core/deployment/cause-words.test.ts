import { expect, it } from 'vitest'
import { formatCause } from '../../../src/core/deployment/cause-words.ts'
import type { Cause } from '../../../src/core/deployment/deployment.ts'

const by = 'ann'

it.each<[Cause, string]>([
  [{ kind: 'push', delivery: 'd', pusher: by }, 'pushed by ann'],
  [{ kind: 'push', delivery: 'd' }, 'pushed'],
  [{ kind: 'request', by }, 'asked for by ann'],
  [{ kind: 'request', by, ref: 'v1.2' }, 'v1.2 asked for by ann'],
  [{ kind: 'request', by, retryOf: 41 }, '41 again asked for by ann'],
  [{ kind: 'request', by, detour: { branch: 'feature/x', isBack: false } }, 'detour to feature/x asked for by ann'],
  [{ kind: 'request', by, detour: { branch: 'feature/x', isBack: true } }, 'back from feature/x asked for by ann'],
  [{ kind: 'rollback', by, to: 41 }, 'rollback to 41 asked for by ann'],
])('%j is told as: %s', (cause, words) => {
  expect(formatCause(cause)).toBe(words)
})
