// One file of one of ten services: beside building everything by hand, and beside the line that somebody types who knows which one.
import { execFileSync } from 'node:child_process'
import { openSandbox } from '../support/sandbox.ts'
import { type BenchApp, createApp, createCalibration, type Kind, registryOf, tenServicesKind } from './bench-apps.ts'
import { byHand } from './by-hand.ts'
import { watchStarts } from './live.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { liveByHand, liveByRedhook, type OurRound, type Stage } from './rounds.ts'
import { formatMs, formatRatio, number, type Spread, spreadOf } from './spread.ts'

const changing = 's3'
const everything = 'git pull --ff-only && docker compose up -d --build'
const perfect = `git pull --ff-only && docker compose up -d --build --no-deps ${changing}`
const nothing = 'git pull --ff-only && docker compose up -d'
const mostRatio = 1.15
const mostMoreMs = 80

interface Rounds {
  readonly title: string
  readonly everything: Spread
  readonly perfect: Spread
  readonly ours: Spread
  /** Ours to the perfect line, in a pair. */
  readonly ratio: Spread
  /** Builds and containers of a round that were not those of the one service. */
  readonly tooMuch: number
}

/** A warm and a cold build cache, then a push that no service uses. */
export async function benchTenServices(): Promise<Part> {
  await using box = await openSandbox()
  progress('services: measuring how fast this machine builds')
  const kind: Kind = tenServicesKind(changing, (await createCalibration(box))(1_000))
  const app = await createApp(box, 'bench-services', kind)
  box.registry(registryOf([app]))
  await using starts = await watchStarts()
  const stage = { box, server: await box.start(), starts }
  progress('services: first deployment of ten services')
  await stage.server.deliver(app.repository).then(({ body }) => stage.server.settled(body.deployments?.[0]?.id ?? 0))
  await liveByHand(stage, app, everything)
  await liveByRedhook(stage, [app])
  const warm = await compare(stage, app, { title: 'warm build cache', rounds: 6, prepare: () => undefined })
  const cold = await compare(stage, app, { title: 'cold build cache', rounds: 3, prepare: forgetBuilds })
  const unused = await compareUnused(stage, app)
  return {
    title: 'One of ten services',
    goals: [...[warm, cold].flatMap(judge), judgeUnused(unused)],
    body: describe([warm, cold], unused),
  }
}

/** The whole build cache of the engine: what a cold start is. */
const forgetBuilds = (): void => {
  execFileSync('docker', ['builder', 'prune', '-af'], { stdio: 'ignore' })
}

async function compare(
  stage: Stage,
  app: BenchApp,
  { title, rounds, prepare }: { title: string; rounds: number; prepare: () => void },
): Promise<Rounds> {
  progress(`services: ${title}, ${rounds} rounds`)
  const [all, one, ours]: [number[], number[], number[]] = [[], [], []]
  let tooMuch = 0
  for (let round = 0; round < rounds; round += 1) {
    prepare()
    all.push(await liveByHand(stage, app, everything))
    prepare()
    one.push(await liveByHand(stage, app, perfect))
    prepare()
    const before = containersOf(app)
    const found = await liveByRedhook(stage, [app])
    ours.push(found.liveMs)
    tooMuch += countTooMuch(before, containersOf(app), found)
  }
  return {
    title,
    everything: spreadOf(all),
    perfect: spreadOf(one),
    ours: spreadOf(ours),
    ratio: spreadOf(ours.map((ms, round) => ms / (one[round] ?? Number.NaN))),
    tooMuch,
  }
}

/** Id and start of each container, by service. */
function containersOf({ name }: BenchApp): Map<string, string> {
  const ids = execFileSync('docker', ['ps', '-q', '--filter', `label=com.docker.compose.project=${name}`], {
    encoding: 'utf8',
  })
  const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.Id}} {{.State.StartedAt}}'
  const lines = execFileSync('docker', ['inspect', '--format', format, ...ids.split('\n').filter(Boolean)], {
    encoding: 'utf8',
  })
  return new Map(
    lines
      .trim()
      .split('\n')
      .map(line => [line.split(' ')[0] ?? '', line]),
  )
}

function countTooMuch(before: Map<string, string>, after: Map<string, string>, { deployments }: OurRound): number {
  const others = [...after].filter(([service, line]) => service !== changing && before.get(service) !== line)
  const built = deployments.flatMap(({ plan }) => plan?.services ?? []).filter(({ action }) => action === 'build')
  return others.length + built.filter(({ service }) => service !== changing).length
}

interface Unused {
  readonly hand: Spread
  readonly ours: Spread
  readonly more: Spread
}

/** A push of a file that no service uses: until the command is back, and until the deployment is finished. */
async function compareUnused(stage: Stage, app: BenchApp): Promise<Unused> {
  const rounds = 10
  progress(`services: a push that no service uses, ${rounds} rounds`)
  const [hand, ours]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    app.repository.push({ 'README.md': `by hand ${Date.now()}` })
    const started = performance.now()
    await byHand(nothing, app.repository.checkout, stage.box.folder)
    hand.push(performance.now() - started)
    ours.push(await skipByRedhook(stage, app))
  }
  return {
    hand: spreadOf(hand),
    ours: spreadOf(ours),
    more: spreadOf(ours.map((ms, round) => ms - (hand[round] ?? 0))),
  }
}

async function skipByRedhook({ server }: Stage, { repository }: BenchApp): Promise<number> {
  repository.push({ 'README.md': `by Redhook ${Date.now()}` })
  const started = Date.now()
  const { body } = await server.deliver(repository)
  const { status, finishedAt = '', steps } = await server.settled(body.deployments?.[0]?.id ?? 0)
  if (status !== 'skipped' || steps.some(({ name }) => name === 'up')) throw new Error(`not skipped but ${status}`)
  return Date.parse(finishedAt) - started
}

const judge = ({ title, everything, ours, ratio, tooMuch }: Rounds): Goal[] => [
  {
    name: `One of ten services, ${title}`,
    goal: `at most ${mostRatio} times the line for that one`,
    measured: `${ratio.median.toFixed(2)} times`,
    isMet: ratio.median <= mostRatio,
  },
  {
    name: `One of ten services, ${title}`,
    goal: 'faster than building everything',
    measured: `${(ours.median / everything.median).toFixed(2)} times`,
    isMet: ours.median < everything.median,
  },
  {
    name: `One of ten services, ${title}`,
    goal: '1 of 10 built, nine keep id and uptime',
    measured: tooMuch === 0 ? 'so in every round' : `${tooMuch} too much`,
    isMet: tooMuch === 0,
  },
]

const judgeUnused = ({ more }: Unused): Goal => ({
  name: 'A push that no service uses',
  goal: `at most ${mostMoreMs} ms more`,
  measured: `${number(more.median)} ms more`,
  isMet: more.median <= mostMoreMs,
})

const describe = (rounds: readonly Rounds[], { hand, ours, more }: Unused): string[] => [
  'Ten services, each with its own context and a build step of about 1 s of CPU; one file of one context changes. From the POST',
  '(by hand: from the start of the shell) to the first answer with the new content. By hand, everything is',
  `\`${everything}\`, and the line for that one \`${perfect}\`. For the cold`,
  'cache the whole build cache of the engine is cleared before each turn.',
  '',
  ...table(
    ['', 'rounds', 'everything', 'that one', 'Redhook', 'ratio to that one, in a pair'],
    rounds.map(({ title, everything, perfect, ours, ratio }) => [
      title,
      String(ours.count),
      formatMs(everything),
      formatMs(perfect),
      formatMs(ours),
      formatRatio(ratio),
    ]),
  ),
  '',
  `A push of \`README.md\` alone: no container is touched and Compose is not asked to bring anything up. By hand is`,
  `\`${nothing}\` until it returns; Redhook until the deployment is finished.`,
  '',
  ...table(
    ['', 'rounds', 'by hand', 'Redhook', 'more in a pair'],
    [['no service uses it', String(ours.count), formatMs(hand), formatMs(ours), formatMs(more)]],
  ),
]
