import { expect, it } from 'vitest'
import { formatCause } from '../../../src/core/deployment/cause-words.ts'
import type { Cause } from '../../../src/core/deployment/deployment.ts'

const by = 'ann'

it.each<[Cause, string]>([
  [{ kind: 'push', delivery: 'd', pusher: by }, 'pushed by ann'],
  [{ kind: 'push', delivery: 'd' }, 'pushed'],
  [{ kind: 'push', delivery: 'd', pusher: by, trigger: 'tag', ref: 'v1.2' }, 'tag v1.2 pushed by ann'],
  [{ kind: 'push', delivery: 'd', pusher: by, trigger: 'merge' }, 'merged by ann'],
  [{ kind: 'push', delivery: 'd', pusher: by, trigger: 'release', ref: 'v1.2' }, 'v1.2 released by ann'],
  [{ kind: 'push', delivery: 'd', trigger: 'checks', ref: 'c'.repeat(40) }, 'checks of cccccccccc passed'],
  [{ kind: 'push', delivery: 'd', trigger: 'package' }, 'image published'],
  [{ kind: 'poll', tip: 'c'.repeat(40), isMissed: false }, 'found by polling'],
  [{ kind: 'poll', tip: 'c'.repeat(40), isMissed: true }, 'found at the remote, as no push arrived'],
  [{ kind: 'pull-request', number: 12, head: 'c'.repeat(40), by }, 'pull request 12 by ann'],
  [{ kind: 'request', by }, 'asked for by ann'],
  [{ kind: 'request', by, ref: 'v1.2' }, 'v1.2 asked for by ann'],
  [{ kind: 'request', by, retryOf: 41 }, '41 again asked for by ann'],
  [{ kind: 'request', by, detour: { branch: 'feature/x', isBack: false } }, 'detour to feature/x asked for by ann'],
  [{ kind: 'request', by, detour: { branch: 'feature/x', isBack: true } }, 'back from feature/x asked for by ann'],
  [{ kind: 'rollback', by, to: 41 }, 'rollback to 41 asked for by ann'],
])('%j is told as: %s', (cause, words) => {
  expect(formatCause(cause)).toBe(words)
})
