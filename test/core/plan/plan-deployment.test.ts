import { describe, expect, it } from 'vitest'
import type { PlanFacts } from '../../../src/core/plan/facts.ts'
import { planDeployment as planOf } from '../../../src/core/plan/plan-deployment.ts'
import {
  changedPaths,
  composeModel,
  dedent,
  failedAttempt,
  inShop,
  planFacts,
  planText,
  sampleBase,
  service,
  without,
} from '../../support/plan-samples.ts'

const web = service('web', { context: 'web' })
const db = service('db')
const shop = [web, db]
const push = (names: string, changes: Partial<PlanFacts> = {}) =>
  planFacts(shop, { changed: changedPaths(names), ...changes })
const unborn = without(planFacts(shop), 'base', 'changed', 'livePrint')
const deployed = planFacts(shop, { lastAttemptIsTip: true })

const rows: { title: string; facts: PlanFacts; plan: string }[] = [
  {
    title: 'a first deployment builds what can be built and creates the rest',
    facts: unborn,
    plan: `
      build: first deployment of this project
        build web — first deployment of this project
        recreate db — first deployment of this project`,
  },
  {
    title: 'a first deployment after one that failed is still a first one',
    facts: { ...unborn, failedSince: [failedAttempt('', shop)] },
    plan: `
      build: deployment 7 (cccccccccc) did not succeed, nor did any before it
        build web — deployment 7 (cccccccccc) did not succeed, nor did any before it
        recreate db — deployment 7 (cccccccccc) did not succeed, nor did any before it`,
  },
  {
    title: 'another color is built from nothing, and the old one is named with what stops it',
    facts: { ...unborn, otherProject: 'redshop' },
    plan: `
      build: the color changed: redshop was deployed last
        build web — the color changed: redshop was deployed last
        recreate db — the color changed: redshop was deployed last
      warning: redshop keeps running. This stops it: docker compose -p redshop down`,
  },
  {
    title: 'one changed source file builds its service and leaves the rest',
    facts: push('web/src/index.ts'),
    plan: `
      build: web is built: web/src/index.ts is in its build context
        build web — web/src/index.ts is in its build context
        leave db`,
  },
  {
    title: 'several files of one service make one build with many reasons',
    facts: push('web/a web/b web/c web/d web/e web/f web/g'),
    plan: `
      build: web is built: web/a is in its build context
        build web — web/a is in its build context, and 6 more
        leave db`,
  },
  {
    title: 'files that no service uses are skipped',
    facts: push('README.md docs/a.md docs/b.md docs/c.md docs/d.md'),
    plan: `
      skip: no service uses any of the changed files: README.md, docs/a.md, docs/b.md and 2 more
        leave web
        leave db`,
  },
  {
    title: 'files that a container sees by itself are skipped, and it says so',
    facts: planFacts([service('proxy', { mounts: ['folder html'] })], { changed: changedPaths('html/index.html') }),
    plan: `
      skip: nothing to do: html/index.html reaches it through the mounted folder html
        leave proxy — html/index.html reaches it through the mounted folder html`,
  },
  {
    title: 'only ignored files are skipped, even inside a build context',
    facts: push('web/README.md docs/a.txt', { ignore: ['*.md', 'docs/'] }),
    plan: `
      skip: only ignored files changed: web/README.md, docs/a.txt
        leave web
        leave db`,
  },
  {
    title: 'ignored files do not hide others',
    facts: push('web/README.md web/a.ts', { ignore: ['*.md'] }),
    plan: `
      build: web is built: web/a.ts is in its build context
        build web — web/a.ts is in its build context
        leave db`,
  },
  {
    title: 'ignored files do not hide a container that is down',
    facts: push('README.md', { ignore: ['*.md'], down: ['db'] }),
    plan: `
      up: no container of db runs
        leave web
        recreate db — no container of db runs`,
  },
  {
    title: 'a commit without changed files is skipped',
    facts: push(''),
    plan: `
      skip: a new commit without changed files
        leave web
        leave db`,
  },
  {
    title: 'the same commit, running, is skipped',
    facts: deployed,
    plan: `
      skip: aaaaaaaaaa is deployed already and its containers run
        leave web
        leave db`,
  },
  {
    title: 'the same commit with containers that do not run is brought up',
    facts: { ...deployed, down: ['web', 'db'] },
    plan: `
      up: aaaaaaaaaa is deployed already, but no container of web and db runs
        recreate web — no container of web runs
        recreate db — no container of db runs`,
  },
  {
    title: 'the same commit is brought up when somebody asks',
    facts: { ...deployed, wishes: { always: true } },
    plan: `
      up: asked for
        leave web
        leave db`,
  },
  {
    title: 'the same commit with newer base images is brought up when somebody asks for them',
    facts: { ...deployed, wishes: { pull: true } },
    plan: `
      up: asked for
        leave web
        leave db`,
  },
  {
    title: 'the same commit with a missing image is built',
    facts: { ...deployed, missingImages: ['redshop-web'] },
    plan: `
      build: web is built: the image redshop-web is not there
        build web — the image redshop-web is not there
        leave db`,
  },
  {
    title: 'a wish to build builds everything, whatever changed',
    facts: push('web/a.ts', { wishes: { build: true, always: true } }),
    plan: `
      build: asked for a build
        build web — asked for a build, and 1 more
        leave db`,
  },
  {
    title: 'without cache means a build',
    facts: { ...deployed, wishes: { noCache: true } },
    plan: `
      build: asked for a build without cache
        build web — asked for a build without cache
        leave db`,
  },
  {
    title: 'a wish to build brings a project up that has nothing to build',
    facts: planFacts([db], { wishes: { build: true } }),
    plan: `
      up: asked for a build
        leave db`,
  },
  {
    title: 'a marker on the server builds everything',
    facts: { ...deployed, marker: { file: 'REBUILD_TRIGGER', pushed: false } },
    plan: `
      build: REBUILD_TRIGGER is there
        build web — REBUILD_TRIGGER is there
        leave db`,
  },
  {
    title: 'a pushed marker builds everything',
    facts: push('REBUILD_TRIGGER', { marker: { file: 'REBUILD_TRIGGER', pushed: true } }),
    plan: `
      build: REBUILD_TRIGGER was pushed with new content
        build web — REBUILD_TRIGGER was pushed with new content
        leave db`,
  },
  {
    title: 'a base that left the repository builds everything, and starts again what holds files of it',
    facts: without(planFacts([web, service('proxy', { mounts: ['file nginx.conf', 'file /etc/hosts'] })]), 'changed'),
    plan: `
      build: the commit deployed last, bbbbbbbbbb, is no longer in the repository
        build web — the commit deployed last, bbbbbbbbbb, is no longer in the repository
        restart proxy — whether nginx.conf changed, which is mounted into it, can't be told`,
  },
  {
    title: 'a base that left the repository recreates what was given a config of it',
    facts: without(planFacts([service('proxy', { mounts: ['config nginx.conf'] })]), 'changed'),
    plan: `
      up: the commit deployed last, bbbbbbbbbb, is no longer in the repository
        recreate proxy — whether nginx.conf changed, which is mounted into it, can't be told`,
  },
  {
    title: 'a push after a failed attempt builds what the attempt touched, though a revert made the files equal again',
    facts: push('', { failedSince: [failedAttempt('web/src/index.ts', shop)] }),
    plan: `
      build: web is built: web/src/index.ts, which deployment 7 touched, is in its build context
        build web — web/src/index.ts, which deployment 7 touched, is in its build context
        leave db`,
  },
  {
    title: 'what the push changes itself is not blamed on the failed attempt',
    facts: push('web/src/index.ts', { failedSince: [failedAttempt('web/src/index.ts web/b.ts', shop)] }),
    plan: `
      build: web is built: web/src/index.ts is in its build context
        build web — web/src/index.ts is in its build context, and 1 more
        leave db`,
  },
  {
    title: 'a push after a failed attempt is never skipped',
    facts: push('README.md', { failedSince: [failedAttempt('', shop)] }),
    plan: `
      up: deployment 7 (cccccccccc) did not succeed
        leave web
        leave db`,
  },
  {
    title: 'a failed attempt whose commit is gone builds everything',
    facts: push('', { failedSince: [without(failedAttempt('', shop), 'changed')] }),
    plan: `
      build: deployment 7 (cccccccccc) did not succeed, and its commit is gone
        build web — deployment 7 (cccccccccc) did not succeed, and its commit is gone
        leave db`,
  },
  {
    title: 'a failed attempt that left no model builds everything',
    facts: push('', { failedSince: [without(failedAttempt('', shop), 'print')] }),
    plan: `
      build: what deployment 7 (cccccccccc) built is not known
        build web — what deployment 7 (cccccccccc) built is not known
        recreate db — what deployment 7 (cccccccccc) built is not known`,
  },
  {
    title: 'a last deployment that left no model builds everything',
    facts: without(push('README.md'), 'livePrint'),
    plan: `
      build: what the last deployment was made from is not known
        build web — what the last deployment was made from is not known
        recreate db — what the last deployment was made from is not known`,
  },
  {
    title: 'another version of Compose builds everything, since definitions can not be compared',
    facts: push('README.md', { livePrint: { composeVersion: '2.24.0', services: { web: {}, db: {} } } }),
    plan: `
      build: Compose 2.26.1 instead of 2.24.0 may see everything in another way
        build web — Compose 2.26.1 instead of 2.24.0 may see everything in another way
        recreate db — Compose 2.26.1 instead of 2.24.0 may see everything in another way`,
  },
  {
    title: 'another pick of Compose files that comes to the same is brought up, and warns',
    facts: push('', { composeFiles: ['dev.yml'], otherComposeFiles: ['prod.yml'] }),
    plan: `
      up: dev.yml instead of prod.yml
        leave web
        leave db
      warning: Compose files picked this time: dev.yml; last time: prod.yml.`,
  },
  {
    title: 'another pick of Compose files does to each service what its definition asks for',
    facts: {
      ...planFacts([web, service('db', { sections: { ports: '5432' } })], { otherComposeFiles: ['prod.yml'] }),
      livePrint: planFacts(shop).livePrint ?? { composeVersion: '', services: {} },
    },
    plan: `
      up: compose.yml instead of prod.yml
      up: db is recreated: its ports changed
        leave web
        recreate db — its ports changed
      warning: Compose files picked this time: compose.yml; last time: prod.yml.`,
  },
  {
    title: 'a push of the commit that was rolled back last is not tried again by itself',
    facts: push('web/a.ts', { knownBad: 9 }),
    plan: 'skip: deployment 9 tried this very commit and was rolled back; redhook deploy tries it again',
  },
  {
    title: 'the commit that was rolled back last is tried again when somebody asks',
    facts: push('web/a.ts', { knownBad: 9, wishes: { always: true } }),
    plan: `
      build: web is built: web/a.ts is in its build context
        build web — web/a.ts is in its build context
        leave db`,
  },
  {
    title: 'the commit that was rolled back last is tried again for a marker',
    facts: push('', { knownBad: 9, marker: { file: 'REBUILD_TRIGGER', pushed: false } }),
    plan: `
      build: REBUILD_TRIGGER is there
        build web — REBUILD_TRIGGER is there
        leave db`,
  },
  {
    title: 'a service that left the Compose files is reported',
    facts: push('README.md', { orphans: ['cron'] }),
    plan: `
      skip: no service uses any of the changed files: README.md
        leave web
        leave db
      warning: cron has containers and left the Compose files. removeOrphans: true removes them at the next deployment.`,
  },
  {
    title: 'services that left the Compose files are removed where that is wanted',
    facts: push('README.md', { orphans: ['cron', 'mail'], removeOrphans: true }),
    plan: `
      up: cron and mail left the Compose files and are removed
        leave web
        leave db`,
  },
  {
    title: 'every service is named that the same is done to',
    facts: planFacts([web, service('api', { context: 'api' }), service('job', { context: 'job' })], {
      changed: changedPaths('web/a api/b job/c'),
    }),
    plan: `
      build: web is built: web/a is in its build context, and so are api, job
        build web — web/a is in its build context
        build api — api/b is in its build context
        build job — job/c is in its build context`,
  },
]

const command = without(planFacts([]), 'model', 'livePrint')
const commandRows: { title: string; facts: PlanFacts; plan: string }[] = [
  {
    title: 'runs for any change',
    facts: { ...command, changed: changedPaths('Dockerfile a.py') },
    plan: 'up: changed: Dockerfile, a.py',
  },
  { title: 'runs for a commit without changed files', facts: command, plan: 'up: a new commit' },
  { title: 'runs for the first time', facts: without(command, 'base', 'changed'), plan: 'up: first deployment' },
  {
    title: 'runs again after it failed',
    facts: { ...command, failedSince: [failedAttempt('', [])] },
    plan: 'up: the last attempt did not succeed',
  },
  {
    title: 'runs when somebody asks',
    facts: { ...command, lastAttemptIsTip: true, wishes: { always: true } },
    plan: 'up: asked for',
  },
  {
    title: 'runs when a watched file changed',
    facts: {
      ...command,
      lastAttemptIsTip: true,
      changedInputs: [{ file: inShop('key.pem'), name: 'key.pem', kind: 'watch' }],
    },
    plan: 'up: changed: key.pem',
  },
  {
    title: 'is skipped for ignored files alone',
    facts: { ...command, changed: changedPaths('README.md'), ignore: ['*.md'] },
    plan: 'skip: only ignored files changed: README.md',
  },
  {
    title: 'is skipped for the commit that is deployed',
    facts: { ...command, lastAttemptIsTip: true },
    plan: 'skip: aaaaaaaaaa is deployed already',
  },
]

describe('a plan', () => {
  it.each(rows)('$title', ({ facts, plan }) => expect(planText(facts)).toBe(dedent(plan)))

  it('names base, tip, and the changed paths that counted, in their number', () => {
    const names = Array.from({ length: 300 }, (_, at) => `docs/${at}.txt`).join(' ')
    const { base, changed, changedTotal } = planOf(push(`${names} README.md`, { ignore: ['*.md'] }))
    expect({ base, first: changed[0], listed: changed.length, changedTotal }).toEqual({
      base: sampleBase,
      first: 'docs/0.txt',
      listed: 200,
      changedTotal: 300,
    })
  })

  it('keeps a few reasons of a kind, and says how many more there are', () => {
    const [plan] = planOf(push(Array.from({ length: 3_000 }, (_, at) => `web/${at}.ts`).join(' '))).services
    expect(plan?.reasons).toHaveLength(5)
    expect(plan?.reasons.at(-1)).toEqual({
      rule: 'context',
      evidence: 'web/4.ts',
      text: 'web/4.ts is in its build context (and 2995 more)',
      more: 2_995,
    })
  })

  it('is not confused by services named like what every object has', () => {
    const services = ['constructor', '__proto__', 'toString'].map(name => service(name))
    const livePrint = { composeVersion: '2.26.1', services: {} }
    expect(planText({ ...planFacts(services), livePrint, model: composeModel(services) })).toContain(
      'recreate constructor — constructor is new',
    )
  })
})

describe('a plan of an app that runs commands', () => {
  it.each(commandRows)('$title', ({ facts, plan }) => expect(planText(facts)).toBe(plan))
})
