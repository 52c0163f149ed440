import { describe, expect, it } from 'vitest'
import type { Step, StepName, Version } from '../../../src/core/deployment/deployment.ts'
import { planWayBack, type WayBackFacts } from '../../../src/core/deployment/way-back.ts'

const previous: Version = {
  deployment: 12,
  commit: 'a'.repeat(40),
  composeFiles: ['compose.yml'],
  images: [{ service: 'web', id: 'sha256:1', name: 'redshop-web', isBuilt: true }],
}

/** Until the first build only the commit is known. */
const commitAlone: Version = { commit: 'a'.repeat(40), composeFiles: [], images: [] }

const ran = (...names: StepName[]): Step[] => names.map(name => ({ name, startedAt: 0, result: 'done' }))

interface Case {
  readonly title: string
  /** The steps over all attempts; the last one failed. */
  readonly steps: readonly StepName[]
  readonly previous?: Version | 'none'
  readonly facts?: Partial<Omit<WayBackFacts, 'deployment'>>
  readonly way: string
}

const forward: readonly StepName[] = ['sync', 'plan', 'build']

const cases: readonly Case[] = [
  { title: 'sync', steps: ['sync'], way: 'files: no container was touched' },
  { title: 'plan', steps: ['sync', 'plan'], way: 'files: no container was touched' },
  { title: 'build', steps: forward, way: 'files: no container was touched' },
  { title: 'before', steps: [...forward, 'before'], way: 'files: no container was touched' },
  { title: 'up', steps: [...forward, 'up'], way: 'all: its containers may run' },
  { title: 'verify', steps: [...forward, 'up', 'verify'], way: 'all: its containers may run' },
  {
    title: 'after, cancelled: nobody wants the new version',
    steps: [...forward, 'up', 'verify', 'after'],
    facts: { isCancelled: true },
    way: 'all: its containers may run',
  },
  {
    title: 'up of a preview that is removed, cancelled for that',
    steps: [...forward, 'up'],
    facts: { isCancelled: true, isLeaving: true },
    way: 'nothing: it is removed',
  },
  {
    title: 'build, cancelled',
    steps: forward,
    facts: { isCancelled: true },
    way: 'files: no container was touched',
  },
  {
    title: 'after, when the new version is healthy',
    steps: [...forward, 'up', 'verify', 'after'],
    way: 'nothing: the new version runs and is healthy',
  },
  {
    title: 'report',
    steps: [...forward, 'up', 'verify', 'report'],
    way: 'nothing: the new version runs and is healthy',
  },
  {
    title: 'build of a second attempt, when the first one touched containers',
    steps: [...forward, 'up', ...forward],
    way: 'all: its containers may run',
  },
  {
    title: 'sync of a second attempt, when the first one was in `after`',
    steps: [...forward, 'up', 'verify', 'after', 'sync'],
    way: 'all: its containers may run',
  },
  {
    title: 'build, when it took over from one that had touched containers',
    steps: forward,
    facts: { tookOver: true },
    way: 'all: its containers may run',
  },
  {
    title: 'rollback, interrupted after `up`',
    steps: [...forward, 'up', 'verify', 'rollback'],
    way: 'all: its containers may run',
  },
  {
    title: 'rollback, interrupted after a failed build',
    steps: [...forward, 'rollback'],
    way: 'files: no container was touched',
  },
  {
    title: 'up of a first deployment',
    steps: [...forward, 'up'],
    previous: 'none',
    way: 'nothing: nothing is known to have run well before',
  },
  {
    title: 'up of a first deployment beside containers that were broken',
    steps: [...forward, 'up'],
    previous: commitAlone,
    way: 'nothing: nothing is known to have run well before',
  },
  {
    title: 'build of a first deployment into a checkout that was there',
    steps: forward,
    previous: commitAlone,
    facts: { goodCommit: 'a'.repeat(40) },
    way: 'files: no container was touched',
  },
  { title: 'build of the very first', steps: forward, previous: 'none', way: 'nothing: there was nothing before' },
  {
    title: 'verify, with `rollback: false`',
    steps: [...forward, 'up', 'verify'],
    facts: { rollback: false },
    way: 'nothing: rollback is off for this app',
  },
  {
    title: 'up of a `command` app',
    steps: ['sync', 'plan', 'up'],
    facts: { usesCompose: false },
    way: 'nothing: what its commands did cannot be taken back',
  },
  {
    title: 'up, when the engine is away or Redhook stops',
    steps: [...forward, 'up'],
    facts: { goesOn: true },
    way: 'nothing: it goes on later',
  },
]

describe('a deployment that fails in', () => {
  it.each(cases)('$title → $way', ({ steps, previous: version = previous, facts, way }) => {
    const { what, why } = planWayBack({
      deployment: { steps: ran(...steps), ...(version === 'none' ? {} : { previous: version }) },
      rollback: true,
      usesCompose: true,
      goesOn: false,
      tookOver: false,
      ...facts,
    })
    expect(`${what}: ${why}`).toBe(way)
  })
})
