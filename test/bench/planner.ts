// The planner alone: a large repository, many services, no input or output.

import { defaultTriggers } from '../../src/config/triggers.ts'
import type { ComposeModel, ServiceModel } from '../../src/core/plan/compose-model.ts'
import type { ChangedPath, PlanFacts } from '../../src/core/plan/facts.ts'
import { planDeployment } from '../../src/core/plan/plan-deployment.ts'
import { type Part, progress, table } from './part.ts'
import { formatMs, number, spreadOf } from './spread.ts'

const files = 20_000
const changedFiles = 3_000
const services = 50
const rounds = 30
const mostMs = 150

const root = '/srv/large'
const ignore = ['**/*.md', '*.log', 'node_modules', '**/__pycache__', 'docs/**', '!docs/keep.md', 'test', '.git'].join(
  '\n',
)

/** A file of the repository: half in the services' own folders, a quarter shared, a quarter elsewhere. */
function pathOf(index: number): string {
  if (index % 4 < 2) return `services/s${index % services}/src/part${index % 37}/file${index}.ts`
  return index % 4 === 2 ? `shared/lib${index % 11}/file${index}.ts` : `docs/chapter${index % 23}/page${index}.md`
}

/** Every fifth service is built from the whole repository. */
const serviceModel = (index: number): ServiceModel => {
  const folder = index % 5 === 0 ? root : `${root}/services/s${index}`
  const context = { folder, ignore: { file: `${folder}/.dockerignore`, text: ignore } }
  const build = {
    context,
    dockerfile: `${folder}/Dockerfile`,
    contexts: [],
    secretFiles: [],
    uses: [],
    usesServices: [],
  }
  return {
    name: `s${index}`,
    image: `large-s${index}`,
    build: { ...build, isUnderstood: true, key: String(index) },
    mounts: [{ kind: 'directory', source: `${folder}/src/part1` }],
    envFiles: [],
    dependsOn: [],
    profiles: [],
    publishedPorts: [],
    hasHealthcheck: false,
    sections: { build: 'b', environment: 'e' },
  }
}

function createFacts(): PlanFacts {
  const model: ComposeModel = {
    composeVersion: '2.26.1',
    services: Array.from({ length: services }, (_, index) => serviceModel(index)),
    inactive: [],
    unset: [],
    files: [`${root}/docker-compose.yml`],
    mayTakeInOthers: false,
  }
  const step = files / changedFiles
  const changed = Array.from(
    { length: changedFiles },
    (_, index): ChangedPath => ({ path: pathOf(Math.floor(index * step)), status: 'modified' }),
  )
  const livePrint = {
    composeVersion: '2.26.1',
    services: Object.fromEntries(model.services.map(({ name, sections }) => [name, sections])),
  }
  const [tip, base] = ['b'.repeat(40), 'a'.repeat(40)]
  const lists = {
    failedSince: [],
    changedInputs: [],
    replacedFolders: [],
    down: [],
    orphans: [],
    overruled: [],
    missingImages: [],
  }
  return {
    ...{
      tip,
      root,
      base,
      changed,
      model,
      livePrint,
      ...lists,
      lastAttemptIsTip: false,
      composeFiles: ['docker-compose.yml'],
    },
    ...{
      wishes: {},
      triggers: defaultTriggers,
      scope: 'changed',
      ignore: ['*.txt'],
      restart: [],
      removeOrphans: false,
    },
  }
}

/** Plans anew in each round: nothing is remembered from one to the next but what the planner itself keeps. */
export async function benchPlanner(): Promise<Part> {
  progress(`planner: ${rounds} plans`)
  const facts = createFacts()
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    planDeployment(structuredClone(facts))
    times.push(performance.now() - started)
  }
  const [first = Number.NaN] = times
  const spread = spreadOf(times)
  return {
    title: 'Planning',
    goals: [
      {
        name: 'Planning a large repository',
        goal: `under ${mostMs} ms`,
        measured: `${number(first)} ms the first time, then ${number(spread.median)} ms`,
        isMet: Math.max(first, spread.median) < mostMs,
      },
    ],
    body: [
      `A repository of ${number(files)} files, ${number(changedFiles)} of them changed, ${services} services with ignore files, a fifth of them built from`,
      'the whole repository: the planner alone, in this process, the first time without anything compiled.',
      '',
      ...table(['rounds', 'first', 'all'], [[String(rounds), `${number(first)} ms`, formatMs(spread)]]),
    ],
  }
}
