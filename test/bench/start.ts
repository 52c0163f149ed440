// From the spawn of bin/redhook to the first answer.
import { execFileSync } from 'node:child_process'
import { openSandbox } from '../support/sandbox.ts'
import { fillRegistry } from './fill-registry.ts'
import { type Part, progress, table } from './part.ts'
import { serve } from './serve.ts'
import { formatMs, number, type Spread, spreadOf } from './spread.ts'

const rounds = 15
const mostMs = 400

/** With a registry without repositories, and with one of 200. */
export async function benchStart(): Promise<Part> {
  progress(`start: ${rounds} rounds`)
  await using empty = await openSandbox()
  empty.registry({})
  await using full = await openSandbox()
  fillRegistry(full, 200)
  const cases = [
    { name: 'Start, no repositories', box: empty, port: await empty.freePort(), times: [] as number[] },
    { name: 'Start, 200 repositories', box: full, port: await full.freePort(), times: [] as number[] },
  ]
  const bare: number[] = []
  for (let round = -2; round < rounds; round += 1) {
    const bareMs = startNode()
    if (round >= 0) bare.push(bareMs)
    for (const { box, port, times } of cases) {
      await using serving = await serve(box, port)
      if (round >= 0) times.push(serving.startMs)
    }
  }
  return describe(
    cases.map(({ name, times }) => ({ name, times: spreadOf(times) })),
    spreadOf(bare),
  )
}

/** What Node alone takes to start and end. */
function startNode(): number {
  const started = performance.now()
  execFileSync(process.execPath, ['-e', ''])
  return performance.now() - started
}

const describe = (cases: readonly { name: string; times: Spread }[], bare: Spread): Part => ({
  title: 'Start to listening',
  goals: cases.map(({ name, times }) => ({
    name,
    goal: `under ${mostMs} ms`,
    measured: `${number(times.median)} ms`,
    isMet: times.median < mostMs,
  })),
  body: [
    'From the spawn of `bin/redhook serve` to the first 200 of `/healthz`, asked every 2 ms. Each of the 200 repositories has a',
    'checkout whose branch is looked up. The first column is what this Node takes to start, do nothing and end.',
    '',
    ...table(
      ['', 'rounds', 'Node alone', 'Redhook'],
      cases.map(({ name, times }) => [name, String(times.count), formatMs(bare), formatMs(times)]),
    ),
  ],
})
