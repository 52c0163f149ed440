// From a push to the first answer with the new content, beside the same commands by hand and by Debian's webhook.
import type { DeploymentJson } from '../support/sandbox.ts'
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
import { type Goal, type Part, progress, table } from './part.ts'
import { type Peer, startPeer } from './peer.ts'
import { liveByHand, liveByRedhook, pushVersion, type Stage, stepMs, timeToLive } from './rounds.ts'
import { formatMs, formatRatio, number, type Spread, spreadOf } from './spread.ts'

interface Case {
  readonly name: string
  readonly title: string
  readonly kind: Kind
  readonly line: string
  readonly rounds: number
  /** In so many of them the peer takes its turn. */
  readonly peerRounds: number
  /** How long our way may take, given the other's. */
  readonly goal: { readonly words: string; isMet(oursMs: number, handMs: number): boolean }
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
const ratio = (most: number) => ({
  words: `at most ${most} times`,
  isMet: (oursMs: number, handMs: number) => oursMs <= handMs * most,
})
const more = (mostMs: number) => ({
  words: `at most ${mostMs} ms more`,
  isMet: (oursMs: number, handMs: number) => oursMs <= handMs + mostMs,
})

const casesFor = (megabytes: (wantedMs: number) => number): Case[] => [
  {
    name: 'short',
    title: 'A build of about 0.7 s',
    kind: builtKind(megabytes(700)),
    line: build,
    rounds: 12,
    peerRounds: 5,
    goal: ratio(1.25),
  },
  {
    name: 'env',
    title: 'No build, the container is replaced (a variable in an env file)',
    kind: envFileKind,
    line: up,
    rounds: 14,
    peerRounds: 5,
    goal: more(80),
  },
  {
    name: 'mounted',
    title: 'No build, the container stays (a file in a mounted folder)',
    kind: mountedKind,
    line: up,
    rounds: 10,
    peerRounds: 5,
    goal: more(80),
  },
  {
    name: 'long',
    title: 'A build of about 10 s',
    kind: builtKind(megabytes(10_000)),
    line: build,
    rounds: 4,
    peerRounds: 1,
    goal: ratio(1.03),
  },
]

/** The contestants take turns on one checkout and one Compose project: by hand, the peer, Redhook, by hand, … `only` names a case. */
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
  const hand: number[] = []
  const peers: number[] = []
  const ours: { liveMs: number; deployment: DeploymentJson }[] = []
  for (let round = 0; round < rounds; round += 1) {
    hand.push(await liveByHand(stage, app, line))
    if (round < peerRounds) peers.push(await byPeer())
    const { liveMs, deployments } = await liveByRedhook(stage, [app])
    for (const deployment of deployments) ours.push({ liveMs, deployment })
  }
  const pairs = ours.map(({ liveMs }, round) => ({ liveMs, handMs: hand[round] ?? Number.NaN }))
  return {
    hand: spreadOf(hand),
    peer: spreadOf(peers),
    ours: spreadOf(ours.map(({ liveMs }) => liveMs)),
    ratio: spreadOf(pairs.map(({ liveMs, handMs }) => liveMs / handMs)),
    more: spreadOf(pairs.map(({ liveMs, handMs }) => liveMs - handMs)),
    steps: Object.fromEntries(
      stepNames.map(step => [step, spreadOf(ours.map(({ deployment }) => stepMs(deployment, step)))]),
    ),
  }
}

const stepNames = ['sync', 'plan', 'build', 'up', 'verify']

function judge({ title, goal }: Case, { hand, ours }: Found): Goal {
  const isMore = goal.words.endsWith('more')
  return {
    name: title,
    goal: goal.words,
    measured: isMore
      ? `${number(ours.median - hand.median)} ms more`
      : `${(ours.median / hand.median).toFixed(2)} times`,
    isMet: goal.isMet(ours.median, hand.median),
  }
}

const describe = (rows: readonly [Case, Found][]): string[] => [
  'From the POST of the signed push (by hand: from the start of the shell) to the first answer with the new content on the',
  'published port. All three work on the same checkout and the same Compose project, in turns. By hand is',
  `\`${build}\`, without \`--build\` where nothing is built; the peer is Debian's`,
  'webhook, which runs the same line on a signed push. The port is asked every 10 ms, and not before the engine reports the',
  'start of the new container. The pushed commit is at the remote (a bare repository on the same disk) beforehand.',
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
