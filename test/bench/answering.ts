// How many pushes a second are answered, and how soon, beside Debian's webhook (adnanh/webhook). Alone: node test/bench/answering.ts
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { deliveryHeaders, pushPayload, signatureOf, testSecret } from '../support/github-push.ts'
import { inPairs, ratioOf } from './pairs.ts'
import { formatRatio, type Spread } from './spread.ts'
import { type Load, type LoadRequest, load } from './wrk.ts'

/** One comparison: rates in answers a second, times in milliseconds. */
export interface AnsweringResult {
  readonly name: string
  readonly ours: Load
  readonly theirs?: Load
  /** Our rate through theirs, and our p99 through theirs, in a pair. */
  readonly ratio?: { readonly rate: Spread; readonly p99: Spread }
  readonly goal: string
  readonly isMet: boolean
}

const seconds = Number(process.env.BENCH_SECONDS ?? 4)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const bodyBytes = 20_000

/** Runs (a), (b) and (c); the servers of one comparison take turns. */
export async function benchAnswering(): Promise<AnsweringResult[]> {
  await using theirs = await startWebhook()
  const results: AnsweringResult[] = []
  {
    await using ours = await startRedhook()
    const other = requestFor('acme/app-1', 'feature')
    const ignored = await compare(ours.port, theirs.port, other)
    expectRecorded(
      ours.dataDir,
      ignored.reduce((sum, round) => sum + round.ours.requests, 0),
    )
    results.push(judge('a branch that is not deployed', ignored, 'rate >= 2x, p99 <= 1/3', 2, 1 / 3))
    const forged = { ...other, headers: { ...other.headers, 'x-hub-signature-256': signatureOf('something else') } }
    results.push(judge('a wrong signature', await compare(ours.port, theirs.port, forged), 'rate >= 4x', 4))
  }
  await using ours = await startRedhook()
  const requests = Array.from({ length: 50 }, (_, index) => requestFor(`acme/app-${index}`, 'main'))
  const queued = median(await inTurn(rounds, () => load(ours.port, requests, seconds)))
  const isMet = queued.perSecond >= 4_000 && queued.p99Ms < 50 && queued.refused + queued.broken === 0
  results.push({ name: 'queued to 50 apps', ours: queued, goal: 'rate >= 4000/s, p99 < 50 ms', isMet })
  return results
}

/** A signed push of 20 KB, all but its delivery id. */
export function requestFor(repository: string, branch: string): LoadRequest {
  const body = JSON.stringify(pushPayload({ repository, branch, bytes: bodyBytes }))
  const { 'x-github-delivery': _, ...headers } = deliveryHeaders(body)
  return { path: '/webhook', headers, body }
}

type Rounds = readonly { readonly ours: Load; readonly theirs: Load }[]

const compare = (ourPort: number, theirPort: number, request: LoadRequest): Promise<Rounds> =>
  inPairs(
    rounds,
    () => load(ourPort, [request], seconds),
    () => load(theirPort, [{ ...request, path: '/hooks/bench' }], seconds),
  )

function judge(
  name: string,
  found: Rounds,
  goal: string,
  rateGoal: number,
  p99Goal = Number.POSITIVE_INFINITY,
): AnsweringResult {
  const ratioFor = (of: 'perSecond' | 'p99Ms') =>
    ratioOf(found.map(({ ours, theirs }) => ({ ours: ours[of], theirs: theirs[of] })))
  const ratio = { rate: ratioFor('perSecond'), p99: ratioFor('p99Ms') }
  const ours = median(found.map(round => round.ours))
  const theirs = median(found.map(round => round.theirs))
  return { name, ours, theirs, ratio, goal, isMet: ratio.rate.median >= rateGoal && ratio.p99.median <= p99Goal }
}

async function inTurn<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let round = 0; round < times; round += 1) results.push(await work())
  return results
}

function median(loads: readonly Load[]): Load {
  const sorted = loads.toSorted((a, b) => a.perSecond - b.perSecond)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

/** What was answered must be on disk, or the rate means nothing. */
function expectRecorded(dataDir: string, atLeast: number): void {
  const db = new DatabaseSync(join(dataDir, 'redhook.sqlite'), { readOnly: true })
  const { count } = db.prepare('SELECT count(*) AS count FROM deliveries').get() as { count: number }
  db.close()
  if (count < atLeast) throw new Error(`${atLeast} answered, but only ${count} recorded`)
}

/** The server of this benchmark over a store in this folder, which stays; without one, over an empty store. */
export async function startRedhook(folder?: string) {
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'redhook-bench-'))
  const script = join(import.meta.dirname, 'answering-server.ts')
  const loader = join(import.meta.dirname, 'load-tsx.ts')
  // As bin/redhook starts it.
  const options = (process.env.BENCH_NODE_OPTIONS ?? '--max-semi-space-size=16').split(' ')
  const child = spawn(process.execPath, [...options, '--import', loader, script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    port: Number(line.toString()),
    dataDir,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
      if (folder === undefined) rmSync(dataDir, { recursive: true })
    },
  }
}

async function startWebhook() {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-bench-'))
  const hooks = join(folder, 'hooks.json')
  writeFileSync(hooks, JSON.stringify([webhookHook]))
  const port = await freePort()
  const args = ['-hooks', hooks, '-ip', '127.0.0.1', '-port', String(port)]
  const child = spawn('webhook', args, { stdio: 'ignore' })
  await once(child, 'spawn')
  await sleep(500)
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

const webhookHook = {
  id: 'bench',
  'execute-command': '/bin/true',
  'trigger-rule': {
    and: [
      {
        match: {
          type: 'payload-hmac-sha256',
          secret: testSecret,
          parameter: { source: 'header', name: 'X-Hub-Signature-256' },
        },
      },
      { match: { type: 'value', value: 'refs/heads/main', parameter: { source: 'payload', name: 'ref' } } },
    ],
  },
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

if (import.meta.main) {
  for (const { name, ours, theirs, ratio, goal, isMet } of await benchAnswering()) {
    const show = (of: Load) => `${of.perSecond.toFixed(0)}/s p50 ${of.p50Ms.toFixed(1)} p99 ${of.p99Ms.toFixed(1)} ms`
    console.log(`${isMet ? 'met   ' : 'MISSED'} ${name} (${goal})`)
    console.log(
      `       ours ${show(ours)}${ours.refused > 0 ? `, ${ours.refused} refused` : ''}, broken ${ours.broken}`,
    )
    if (theirs && ratio) {
      console.log(`       theirs ${show(theirs)}; rate ${formatRatio(ratio.rate)}, p99 ${formatRatio(ratio.p99)}`)
    }
  }
}
