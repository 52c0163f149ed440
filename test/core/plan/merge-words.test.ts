import { expect, it } from 'vitest'
import { RedhookError } from '../../../src/core/errors.ts'
import { mergeWords, noPlanWords } from '../../../src/core/plan/merge-words.ts'
import type { Plan, ServicePlan } from '../../../src/core/plan/plan.ts'

const reasons: Plan['reasons'] = [{ rule: 'changed', text: 'because' }]
const service = (name: string, action: ServicePlan['action']): ServicePlan => ({ service: name, action, reasons })

it.each<[string, Plan['action'], ServicePlan[], string]>([
  [
    'what is built first',
    'build',
    [service('w', 'restart'), service('a', 'build'), service('b', 'leave')],
    'builds a, restarts w',
  ],
  ['several of a kind', 'build', ['a', 'b', 'c'].map(name => service(name, 'build')), 'builds a, b and c'],
  ['why nothing is done', 'skip', [service('a', 'leave')], 'nothing to do: because'],
  ['why anything is done at all', 'up', [], 'because'],
])('says %s', (_, action, services, words) => {
  expect(mergeWords({ action, services, reasons })).toBe(words)
})

it('says what is in the way of a plan', () => {
  const invalid = new RedhookError('Compose does not accept the project: no', { code: 'COMPOSE_INVALID', hint: '' })
  expect(noPlanWords(invalid)).toBe('the Compose file is invalid: no')
  expect(noPlanWords(new RedhookError('away', { code: 'ENGINE_UNREACHABLE', hint: '' }))).toMatch(
    /cannot be told: away$/,
  )
  expect(noPlanWords(new TypeError('secret'))).toBe('what merging would do cannot be told')
})
