// From a push to the first answer with the new content, beside the same commands by hand and by Debian's webhook.
import { openSandbox } from '../support/sandbox.ts'
import {
  type BenchApp,
  builtKind,
  createApp,
  createCalibration,
  envFileKind,
  type Kind,
  mountedKind,
  registryOf,
} from './bench-apps.ts'
import { watchStarts } from './live.ts'
import { differenceOf, inPairs, ratioOf } from './pairs.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { type Peer, startPeer } from './peer.ts'
import { liveByHand, liveByRedhook, pushVersion, type Stage, stepMs, timeToLive } from './rounds.ts'
import { formatMs, formatRatio, number, type Spread, spreadOf } from './spread.ts'

/** How long our way may take: so many times as long as by hand, or so many milliseconds more. */
type PairGoal = { readonly times: number } | { readonly moreMs: number }

interface Case {
  readonly name: string
  readonly title: string
  readonly kind: Kind
  readonly line: string
  readonly rounds: number
  /** In so many of them the peer takes its turn. */
  readonly peerRounds: number
  readonly goal: PairGoal
}

interface Found {
  readonly hand: Spread
  readonly peer: Spread
  readonly ours: Spread
  readonly ratio: Spread
  readonly more: Spread
  readonly steps: Readonly<Record<string, Spread>>
}

const build = 'git pull --ff-only && docker compose up -d --build'
const up = 'git pull --ff-only && docker compose up -d'
const casesFor = (megabytes: (wantedMs: number) => number): Case[] => [
  {
    name: 'short',
    title: 'A build of about 0.7 s',
    kind: builtKind(megabytes(700)),
    line: build,
    rounds: 6,
    peerRounds: 5,
    goal: { times: 1.25 },
  },
  {
    name: 'env',
    title: 'No build, the container is replaced (a variable in an env file)',
    kind: envFileKind,
    line: up,
    rounds: 8,
    peerRounds: 5,
    goal: { moreMs: 80 },
  },
  {
    name: 'mounted',
    title: 'No build, the container stays (a file in a mounted folder)',
    kind: mountedKind,
    line: up,
    rounds: 6,
    peerRounds: 5,
    goal: { moreMs: 80 },
  },
  {
    name: 'long',
    title: 'A build of about 10 s',
    kind: builtKind(megabytes(10_000)),
    line: build,
    rounds: 3,
    peerRounds: 1,
    goal: { times: 1.03 },
  },
]

/** The contestants take turns on one checkout and one Compose project. `only` names a case. */
export async function benchPush(only?: string): Promise<Part> {
  await using box = await openSandbox()
  progress('push: measuring how fast this machine builds')
  const cases = casesFor(await createCalibration(box)).filter(({ name }) => only === undefined || name === only)
  const apps = await Promise.all(cases.map(({ name, kind }) => createApp(box, `bench-${name}`, kind)))
  box.registry(registryOf(apps))
  await using peer = await startPeer(
    cases.map(({ name, line }, index) => ({ id: name, cwd: apps[index]?.repository.checkout ?? '/', line })),
    box.folder,
  )
  await using starts = await watchStarts()
  const stage = { box, server: await box.start(), starts }
  const rows: [Case, Found][] = []
  for (const [index, one] of cases.entries()) {
    const app = apps[index]
    if (app) rows.push([one, await runCase(stage, app, peer, one)])
  }
  return { title: 'Push to live', goals: rows.map(([one, found]) => judge(one, found)), body: describe(rows) }
}

async function runCase(
  stage: Stage,
  app: BenchApp,
  peer: Peer,
  { name, title, line, rounds, peerRounds }: Case,
): Promise<Found> {
  progress(`push: ${title}, ${rounds} rounds`)
  const byPeer = () => timeToLive(stage, [app], pushVersion([app]), () => peer.run(name))
  // Warm-up: everything exists, and the one that comes first has no cold caches to pay for.
  await stage.server.deliver(app.repository).then(({ body }) => stage.server.settled(body.deployments?.[0]?.id ?? 0))
  await liveByHand(stage, app, line)
  await liveByRedhook(stage, [app])
  const peers: number[] = []
  const found = await inPairs(
    rounds,
    () => liveByRedhook(stage, [app]),
    async () => {
      if (peers.length < peerRounds) peers.push(await byPeer())
      return liveByHand(stage, app, line)
    },
  )
  const pairs = found.map(({ ours, theirs }) => ({ ours: ours.liveMs, theirs }))
  const deployments = found.flatMap(({ ours }) => ours.deployments)
  return {
    hand: spreadOf(pairs.map(({ theirs }) => theirs)),
    peer: spreadOf(peers),
    ours: spreadOf(pairs.map(({ ours }) => ours)),
    ratio: ratioOf(pairs),
    more: differenceOf(pairs),
    steps: Object.fromEntries(
      stepNames.map(step => [step, spreadOf(deployments.map(deployment => stepMs(deployment, step)))]),
    ),
  }
}

const stepNames = ['sync', 'plan', 'build', 'up', 'verify']

function judge({ title, goal }: Case, { ratio, more }: Found): Goal {
  if ('times' in goal) {
    const isMet = ratio.median <= goal.times
    return { name: title, goal: `at most ${goal.times} times`, measured: `${ratio.median.toFixed(2)} times`, isMet }
  }
  const isMet = more.median <= goal.moreMs
  return { name: title, goal: `at most ${goal.moreMs} ms more`, measured: `${number(more.median)} ms more`, isMet }
}

const describe = (rows: readonly [Case, Found][]): string[] => [
  'From the POST of the signed push (by hand: from the start of the shell) to the first answer with the new content on the',
  'published port. All three work on the same checkout and the same Compose project, in turns. By hand is',
  `\`${build}\`, without \`--build\` where nothing is built; the peer is Debian's`,
  'webhook, which runs the same line on a signed push. The port is asked every 10 ms, and not before the engine reports the',
  'start of the new container. The pushed commit is at the remote (a bare repository on the same disk) beforehand.',
  'Each goal is judged by the median of what was found in the pairs (a round by hand and one of Redhook, one after the other), since',
  'the machine is not equally fast all the time.',
  '',
  ...table(
    ['', 'rounds', 'by hand', 'webhook', 'Redhook', 'ratio in a pair', 'more in a pair'],
    rows.map(([{ title }, { hand, peer, ours, ratio, more }]) => [
      title,
      String(ours.count),
      formatMs(hand),
      formatMs(peer),
      formatMs(ours),
      formatRatio(ratio),
      formatMs(more),
    ]),
  ),
  '',
  'Where the time goes in Redhook. The gate (`verify`) is not part of the times above: it watches what is already live, and the',
  'deployment is called succeeded only after it. By hand nobody watches.',
  '',
  ...table(
    ['', ...stepNames.map(name => (name === 'verify' ? 'gate' : name))],
    rows.map(([{ title }, { steps }]) => [title, ...stepNames.map(name => `${number(steps[name]?.median ?? 0)} ms`)]),
  ),
]
