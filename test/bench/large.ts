// How fast pages and lists are with years of history in the store, and whether webhooks notice.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/adapters/store/store.ts'
import { compareWebhooks } from './large-answering.ts'
import { openLargeApp } from './large-app.ts'
import { getPaths, storeCalls } from './large-calls.ts'
import { fillStore, largeSize } from './large-store.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { formatRatio, number } from './spread.ts'

/** A share of the size that the goals are about, for a quick look. */
const share = Number(process.env.BENCH_LARGE_SHARE ?? 1)
const rounds = Number(process.env.BENCH_LARGE_ROUNDS ?? 100)
/** Calls that are not counted, but for showing the first: a server is warm. */
const warmUp = 5
const [p99GoalMs, firstPageGoalMs, ratioGoal] = [30, 50, 1.2]

interface Timing {
  readonly name: string
  readonly isFilter: boolean
  readonly medianMs: number
  readonly p99Ms: number
  /** The first call of all: nothing is compiled yet, and nothing in memory that it needs. */
  readonly firstMs: number
}

/** Fills a store of that size in a temporary folder, and measures what is asked of it. */
export async function benchLarge(): Promise<Part> {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-large-'))
  try {
    const size = largeSize(share)
    await fillStore(folder, size)
    await using store = openStore(folder)
    const { bytes } = store.databaseSize()
    const calls = await timeAll(storeCalls(store, size.now, size.deployments / 2), 'store')
    const ask = openLargeApp(store, folder, size.apps)
    const pages = await timeAll(Object.fromEntries(getPaths.map(path => [path, () => read(ask, path)])), 'pages')
    await store[Symbol.asyncDispose]()
    const webhooks = await compareWebhooks(folder)
    return describe({ bytes, calls, pages, webhooks: webhooks.ratio, rates: webhooks.rates, size })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

async function read(ask: (path: string) => Promise<Response>, path: string): Promise<void> {
  const response = await ask(path)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 200)}`)
}

async function timeAll(calls: Readonly<Record<string, () => unknown>>, what: string): Promise<Timing[]> {
  progress(`large: ${Object.keys(calls).length} ${what}, ${rounds} times each`)
  const timings: Timing[] = []
  for (const [name, call] of Object.entries(calls)) timings.push(await timeOne(name, call))
  return timings
}

async function timeOne(name: string, call: () => unknown): Promise<Timing> {
  const times: number[] = []
  for (let round = -warmUp; round < rounds; round += 1) {
    const started = performance.now()
    await call()
    times.push(performance.now() - started)
  }
  const [firstMs = 0] = times.splice(0, warmUp)
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return { name, isFilter: /\(filter\)|\?/.test(name), medianMs: at(0.5), p99Ms: at(0.99), firstMs }
}

interface Found {
  readonly bytes: number
  readonly calls: readonly Timing[]
  readonly pages: readonly Timing[]
  readonly webhooks: Parameters<typeof formatRatio>[0]
  readonly rates: { readonly large: number; readonly empty: number }
  readonly size: ReturnType<typeof largeSize>
}

function describe({ bytes, calls, pages, webhooks, rates, size }: Found): Part {
  const rows = `${size.apps} apps, ${number(size.deployments)} deployments and ${number(size.deliveries)} deliveries`
  return {
    title: 'Years of history',
    goals: [
      slowest('list call of the store', calls, p99GoalMs),
      slowest('page and API list', pages, p99GoalMs),
      slowest(
        'first page of any filter',
        [...calls, ...pages].filter(({ isFilter }) => isFilter),
        firstPageGoalMs,
      ),
      {
        name: 'Years of history: time to answer a webhook, through that with an empty store',
        goal: `<= ${ratioGoal}`,
        measured: webhooks.median.toFixed(2),
        isMet: webhooks.median <= ratioGoal,
      },
    ],
    body: [
      `${rows}, with plans, steps and evidence: a database of ${number(bytes / 1e6)} MB. Each call was made`,
      `${rounds} times in a row in one process; pages and the API through \`app.request\`, signed in, everything but the socket. The first`,
      'call, shown beside them, found nothing compiled or in memory. Webhooks: signed pushes to 50 apps over 32 connections (wrk), in turns with an empty store.',
      '',
      `Webhooks: ${number(rates.large)}/s, ${number(rates.empty)}/s with an empty store; ratio in a pair ${formatRatio(webhooks)}`,
      '',
      ...table(
        ['', 'median', 'p99', 'first'],
        [...calls, ...pages].map(({ name, medianMs, p99Ms, firstMs }) => [
          name,
          ...[medianMs, p99Ms, firstMs].map(formatTime),
        ]),
      ),
    ],
  }
}

const formatTime = (ms: number): string => `${ms.toFixed(1)} ms`

/** The goal is about the slowest. */
function slowest(what: string, timings: readonly Timing[], goalMs: number): Goal {
  const worst = timings.reduce((slow, timing) => (timing.p99Ms > slow.p99Ms ? timing : slow))
  return {
    name: `Years of history: p99 of the slowest ${what}`,
    goal: `< ${goalMs} ms`,
    measured: `${worst.p99Ms.toFixed(1)} ms (${worst.name})`,
    isMet: worst.p99Ms < goalMs,
  }
}
