// Pushes to ten apps at once until all are live, beside the same commands by hand, two at a time.
import { openSandbox } from '../support/sandbox.ts'
import { type BenchApp, builtKind, createApp, createCalibration, registryOf } from './bench-apps.ts'
import { byHand } from './by-hand.ts'
import { watchStarts } from './live.ts'
import { inPairs, type Pair, ratioOf } from './pairs.ts'
import { type Part, progress, table } from './part.ts'
import { liveByRedhook, pushVersion, type Stage, timeToLive } from './rounds.ts'
import { formatMs, formatRatio, spreadOf } from './spread.ts'

const rounds = 4
const mostRatio = 1.1
const line = "xargs -n 1 -P 2 sh -c 'cd $0 && git pull --ff-only && docker compose up -d --build'"

/** Ten apps with a build of about 0.7 s each. */
export async function benchTenApps(): Promise<Part> {
  await using box = await openSandbox()
  progress('ten: measuring how fast this machine builds')
  const kind = builtKind((await createCalibration(box))(700), 'network_mode: bridge')
  const apps = await Promise.all(Array.from({ length: 10 }, (_, index) => createApp(box, `bench-ten-${index}`, kind)))
  box.registry(registryOf(apps))
  await using starts = await watchStarts()
  const stage = { box, server: await box.start(), starts }
  progress(`ten: warm-up, then ${rounds} rounds`)
  await liveByRedhook(stage, apps)
  await liveTwoAtATime(stage, apps)
  const found = await inPairs(
    rounds,
    async () => (await liveByRedhook(stage, apps)).liveMs,
    () => liveTwoAtATime(stage, apps),
  )
  return describe(found)
}

function liveTwoAtATime(stage: Stage, apps: readonly BenchApp[]): Promise<number> {
  const folders = apps.map(({ repository }) => repository.checkout).join(' ')
  return timeToLive(stage, apps, pushVersion(apps), () =>
    byHand(`echo ${folders} | ${line}`, stage.box.folder, stage.box.folder),
  )
}

function describe(pairs: readonly Pair[]): Part {
  const [hand, ours] = [spreadOf(pairs.map(({ theirs }) => theirs)), spreadOf(pairs.map(pair => pair.ours))]
  const ratio = ratioOf(pairs)
  return {
    title: 'Ten apps at once',
    goals: [
      {
        name: 'Ten apps at once',
        goal: `at most ${mostRatio} times by hand, two at a time`,
        measured: `${ratio.median.toFixed(2)} times`,
        isMet: ratio.median <= mostRatio,
      },
    ],
    body: [
      'From ten POSTs at once (by hand: from the start of `xargs`) until the last of ten apps answers with its new content; each',
      'builds for about 0.7 s. Redhook builds two at a time on this machine by default, as does the line by hand:',
      `\`${line}\`. The goal is judged by the median of the ratio in a pair. Beside the best round by hand, which is one of`,
      `${pairs.length}, our median takes ${(ours.median / hand.min).toFixed(2)} times as long.`,
      '',
      ...table(
        ['rounds', 'by hand, two at a time', 'Redhook', 'ratio in a pair'],
        [[String(pairs.length), formatMs(hand), formatMs(ours), formatRatio(ratio)]],
      ),
    ],
  }
}
