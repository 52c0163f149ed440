import { expect, it } from 'vitest'
import { summariseDeployment } from '../../../src/core/report/check-summary.ts'
import { sampleEnded } from '../../support/notice-samples.ts'

const plan = {
  action: 'build',
  reasons: [{ rule: 'changed', text: 'web is built: web/`@team`.ts is in its build context' }],
  services: [
    { service: 'web', action: 'build', reasons: [{ rule: 'context', text: 'web/a.ts is in its build context' }] },
    { service: 'db', action: 'leave', reasons: [{ rule: 'untouched', text: 'nothing of it changed' }] },
  ],
  warnings: [],
  tip: 'a'.repeat(40),
  changed: [],
  changedTotal: 0,
} as const

it('tells what failed with its evidence, the plan with its reasons, and the steps with their times', () => {
  expect(summariseDeployment(sampleEnded({ plan }))).toBe(`### UNHEALTHY

web exited with code 1

Read the log of web below, correct it and push again.

\`web\`, exited, exit code 1

\`\`\`text
> node index.js

Error: Cannot find module ./cart
\`\`\`

### Plan

\`\`\`text
web is built: web/\`@team\`.ts is in its build context

build web — web/a.ts is in its build context
leave db
\`\`\`

### Steps

| step | took | result |
|---|---|---|
| sync | 0.9 s | done |
| verify | 50 s | failed |
| rollback | 8.0 s | done |`)
})

it('stays within what GitHub takes, whatever was found', () => {
  const log = Array.from({ length: 300 }, () => '`'.repeat(3_000))
  const evidence = Array.from({ length: 20 }, () => ({ service: 'web', log, health: log.join('\n') }))
  const error = { code: 'UNHEALTHY' as const, message: '@a '.repeat(9_000), hint: '#1 '.repeat(9_000), evidence }
  const services = Array.from({ length: 3_000 }, (_, number) => ({ ...plan.services[0], service: `web${number}` }))
  const summary = summariseDeployment(sampleEnded({ error, plan: { ...plan, services } }))
  expect(summary.length).toBeLessThanOrEqual(60_000)
  expect(summary.startsWith('### UNHEALTHY')).toBe(true)
})

it('says of what waits that it waits', () => {
  const { error: _, reason: __, ...waiting } = sampleEnded({ steps: [] })
  expect(summariseDeployment(waiting)).toBe('It waits.')
})
