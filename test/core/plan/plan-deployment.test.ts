import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlanFacts, planDeployment } from '../../../src/core/plan/plan-deployment.ts'

const base = 'b'.repeat(40)
const tip = 'a'.repeat(40)

/** A second deployment of a healthy project, in which nothing has changed but the commit. */
const usual: PlanFacts = {
  tip,
  base,
  changed: [],
  failedSince: [],
  lastAttemptIsTip: false,
  running: true,
  composeFiles: ['docker-compose.prod.yml'],
  changedInputs: [],
  overruled: [],
  missingImages: [],
  wishes: {},
  triggers: ['Dockerfile*', 'package.json', '.env', 'shared/**'],
  ignore: ['*.md', 'docs/**'],
  isCommand: false,
}

const { base: _base, changed: _changed, ...unborn } = usual
const failed = { id: 7, commit: 'c'.repeat(40) }

const formatPlan = (facts: PlanFacts): string => {
  const { action, reasons, warnings } = planDeployment(facts)
  return [...reasons.map(({ text }) => `${action}: ${text}`), ...warnings.map(text => `warning: ${text}`)].join('\n')
}

const rows: { title: string; facts: PlanFacts; plan: string }[] = [
  { title: 'a first deployment builds', facts: unborn, plan: 'build: first deployment of this project' },
  {
    title: 'a source file that matches no trigger brings up without building',
    facts: { ...usual, changed: ['src/index.ts'] },
    plan: 'up: no trigger among the changed files: src/index.ts',
  },
  {
    title: 'many changed files are counted',
    facts: { ...usual, changed: ['a', 'b', 'c', 'd', 'e'] },
    plan: 'up: no trigger among the changed files: a, b, c and 2 more',
  },
  {
    title: 'a trigger at any depth builds',
    facts: { ...usual, changed: ['src/a.ts', 'services/web/Dockerfile'] },
    plan: 'build: services/web/Dockerfile matches the trigger Dockerfile*',
  },
  {
    title: 'every trigger that was touched is named',
    facts: { ...usual, changed: ['package.json', 'shared/x/y.ts'] },
    plan: 'build: package.json matches the trigger package.json\nbuild: shared/x/y.ts matches the trigger shared/**',
  },
  {
    title: 'a trigger among ignored paths does not build',
    facts: { ...usual, changed: ['docs/Dockerfile'] },
    plan: 'skip: only ignored files changed: docs/Dockerfile',
  },
  {
    title: 'only ignored files are skipped',
    facts: { ...usual, changed: ['README.md', 'docs/a/b.txt'] },
    plan: 'skip: only ignored files changed: README.md, docs/a/b.txt',
  },
  {
    title: 'ignored files beside others are not named',
    facts: { ...usual, changed: ['README.md', 'web/app.js'] },
    plan: 'up: no trigger among the changed files: web/app.js',
  },
  {
    title: 'ignored files do not hide a changed .env',
    facts: { ...usual, changed: ['README.md'], changedInputs: [{ file: '.env', kind: 'env' }] },
    plan: 'build: .env on the server changed',
  },
  {
    title: 'a watched file that changed builds',
    facts: { ...usual, changedInputs: [{ file: 'secrets/key.pem', kind: 'watch' }] },
    plan: 'build: secrets/key.pem, which is watched, changed',
  },
  {
    title: 'an empty commit brings up',
    facts: usual,
    plan: 'up: a new commit without changed files',
  },
  {
    title: 'the same commit, running, is left alone',
    facts: { ...usual, lastAttemptIsTip: true },
    plan: 'skip: aaaaaaaaaa is deployed already and its containers run',
  },
  {
    title: 'the same commit with a stopped container is brought up',
    facts: { ...usual, lastAttemptIsTip: true, running: false },
    plan: 'up: aaaaaaaaaa is deployed already, but not all of its containers run',
  },
  {
    title: 'the same commit is deployed again when somebody asks',
    facts: { ...usual, lastAttemptIsTip: true, wishes: { always: true } },
    plan: 'up: asked for',
  },
  {
    title: 'the same commit with a marker is built',
    facts: { ...usual, lastAttemptIsTip: true, marker: { file: 'REBUILD_TRIGGER', pushed: false } },
    plan: 'build: REBUILD_TRIGGER is there',
  },
  {
    title: 'a pushed marker builds',
    facts: { ...usual, changed: ['REBUILD_TRIGGER'], marker: { file: 'REBUILD_TRIGGER', pushed: true } },
    plan: 'build: REBUILD_TRIGGER was pushed with new content',
  },
  {
    title: 'a failed attempt since the base builds, also when a revert made the files equal again',
    facts: { ...usual, changed: [], failedSince: [failed] },
    plan: 'build: deployment 7 (cccccccccc) built something and did not succeed',
  },
  {
    title: 'a failed first attempt builds again',
    facts: { ...unborn, failedSince: [failed] },
    plan: 'build: deployment 7 (cccccccccc) built something and did not succeed',
  },
  {
    title: 'a base that left the repository builds',
    facts: { ...unborn, base },
    plan: 'build: the commit deployed last, bbbbbbbbbb, is no longer in the repository',
  },
  {
    title: 'a changed Compose file builds',
    facts: { ...usual, changed: ['docker-compose.prod.yml'] },
    plan: 'build: the Compose file docker-compose.prod.yml changed',
  },
  {
    title: 'a Compose file that is not in use does not build',
    facts: { ...usual, changed: ['docker-compose.dev.yml'] },
    plan: 'up: no trigger among the changed files: docker-compose.dev.yml',
  },
  {
    title: 'another pick of Compose files builds, and warns',
    facts: { ...usual, composeFiles: ['docker-compose.dev.yml'], otherComposeFiles: ['docker-compose.prod.yml'] },
    plan: `build: docker-compose.dev.yml instead of docker-compose.prod.yml
warning: Compose files picked this time: docker-compose.dev.yml; last time: docker-compose.prod.yml.`,
  },
  {
    title: 'another color is built from nothing, and the old one is named with what stops it',
    facts: { ...unborn, otherProject: 'redshop' },
    plan: `build: the color changed: redshop was deployed last
warning: redshop keeps running. This stops it: docker compose -p redshop down`,
  },
  {
    title: 'a missing image is built',
    facts: { ...usual, changed: ['a.txt'], missingImages: ['redshop-web'] },
    plan: 'build: the image redshop-web is not there',
  },
  {
    title: 'a wish to build comes first',
    facts: { ...usual, changed: ['Dockerfile'], wishes: { build: true, always: true } },
    plan: 'build: asked for a build\nbuild: Dockerfile matches the trigger Dockerfile*',
  },
  {
    title: 'without cache means a build',
    facts: { ...usual, wishes: { noCache: true } },
    plan: 'build: asked for a build without cache',
  },
  {
    title: 'a wish not to build is obeyed',
    facts: { ...usual, changed: ['Dockerfile'], wishes: { build: false, always: true } },
    plan: `up: asked for, without building
warning: Not built, as asked, though Dockerfile matches the trigger Dockerfile*. The next deployment builds.`,
  },
  {
    title: 'what somebody overruled is built by the next deployment',
    facts: {
      ...usual,
      changed: ['a.txt'],
      overruled: [{ rule: 'trigger', text: 'Dockerfile matches the trigger Dockerfile*' }],
    },
    plan: 'build: not built last time, though Dockerfile matches the trigger Dockerfile*',
  },
  {
    title: 'a changed environment in the registry builds, since a build argument may come from it',
    facts: { ...usual, changedInputs: [{ file: 'environment', kind: 'environment' }] },
    plan: "build: the app's environment in the registry changed",
  },
  {
    title: 'a command app runs for any change',
    facts: { ...usual, isCommand: true, changed: ['Dockerfile', 'a.py'] },
    plan: 'up: changed: Dockerfile, a.py',
  },
  {
    title: 'a command app runs for the first time',
    facts: { ...unborn, isCommand: true },
    plan: 'up: first deployment',
  },
  {
    title: 'a command app that failed runs again',
    facts: { ...usual, isCommand: true, failedSince: [failed] },
    plan: 'up: the last attempt did not succeed',
  },
]

describe('the plan', () => {
  it.each(rows)('$title', ({ facts, plan }) => expect(formatPlan(facts)).toBe(plan))

  const path = fc.constantFrom(
    'Dockerfile',
    'web/Dockerfile',
    'src/a.ts',
    'README.md',
    'package.json',
    'docs/x',
    'docker-compose.prod.yml',
  )
  const anyFacts: fc.Arbitrary<PlanFacts> = fc
    .record({
      paths: fc.uniqueArray(path),
      failed: fc.boolean(),
      marker: fc.boolean(),
      running: fc.boolean(),
      same: fc.boolean(),
    })
    .map(({ paths, failed: hasFailed, marker, running, same }) => ({
      ...usual,
      changed: paths,
      running,
      lastAttemptIsTip: same,
      failedSince: hasFailed ? [failed] : [],
      ...(marker ? { marker: { file: 'REBUILD_TRIGGER', pushed: false } } : {}),
    }))

  it('always has a reason', () => {
    fc.assert(fc.property(anyFacts, facts => planDeployment(facts).reasons.length > 0))
  })

  it('never loses a build when one more file changes', () => {
    fc.assert(
      fc.property(anyFacts, path, (facts, extra) => {
        const more = { ...facts, changed: [...(facts.changed ?? []), extra] }
        return planDeployment(facts).action !== 'build' || planDeployment(more).action === 'build'
      }),
    )
  })

  it('never skips after a failed attempt', () => {
    fc.assert(fc.property(anyFacts, facts => planDeployment({ ...facts, failedSince: [failed] }).action !== 'skip'))
  })
})
