// Resident memory: idle, and while 200,000 requests come in.
import { setTimeout as sleep } from 'node:timers/promises'
import { deliveryHeaders, pushPayload, signatureOf } from '../support/github-push.ts'
import { openSandbox } from '../support/sandbox.ts'
import { fillRegistry } from './fill-registry.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { residentMb, serve } from './serve.ts'
import { number } from './spread.ts'
import { type LoadRequest, load } from './wrk.ts'

const requestsToSend = 200_000
const requestsBeyond = 60_000
const idleGoalMb = 120
const loadedGoalMb = 200
/** What is kept may differ by so much from one collection to the next without growing. */
const noiseMb = 4

interface Sample {
  readonly requests: number
  readonly mb: number
}

interface Found {
  readonly idleMb: number
  readonly samples: readonly Sample[]
  /** After a full collection, at the end of the requests and again after further ones. */
  readonly keptMb: readonly [number, number]
}

/** Lets us ask for a full collection, so that what is kept can be told from what V8 has not bothered to collect. */
const collectOnSignal = `--expose-gc --import data:text/javascript,${encodeURIComponent("process.on('SIGUSR2',()=>gc())")}`

/** Two thirds of the requests are signed pushes to a branch that is not deployed, each recorded on disk; the rest is forged. */
export async function benchMemory(): Promise<Part> {
  await using box = await openSandbox()
  fillRegistry(box, 200)
  const port = await box.freePort()
  await using serving = await serve(box, port, collectOnSignal)
  await sleep(5_000)
  const idleMb = residentMb(serving.pid)
  progress(`memory: ${idleMb.toFixed(0)} MB idle; sending ${number(requestsToSend + requestsBeyond)} requests`)
  const samples = await sampleWhile(serving.pid, port, requestsToSend)
  const kept = await collect(serving.pid)
  await sampleWhile(serving.pid, port, requestsBeyond)
  return describe({ idleMb, samples, keptMb: [kept, await collect(serving.pid)] })
}

async function sampleWhile(pid: number, port: number, toSend: number): Promise<Sample[]> {
  const samples: Sample[] = []
  let sent = 0
  while (sent < toSend) {
    const { requests, broken } = await load(port, loadRequests, 2)
    if (broken > 0) throw new Error(`${broken} requests broke`)
    sent += requests
    samples.push({ requests: sent, mb: residentMb(pid) })
  }
  return samples
}

async function collect(pid: number): Promise<number> {
  for (let times = 0; times < 2; times += 1) {
    process.kill(pid, 'SIGUSR2')
    await sleep(1_000)
  }
  return residentMb(pid)
}

const loadRequests = createRequests()

function createRequests(): LoadRequest[] {
  const body = JSON.stringify(pushPayload({ repository: 'acme/many-7', branch: 'feature', bytes: 20_000 }))
  const { 'x-github-delivery': _, ...headers } = deliveryHeaders(body)
  const signed = { path: '/webhook', headers, body }
  return [signed, signed, { ...signed, headers: { ...headers, 'x-hub-signature-256': signatureOf('something else') } }]
}

function describe({ idleMb, samples, keptMb: [kept, keptLater] }: Found): Part {
  const peak = Math.max(...samples.map(({ mb }) => mb))
  const goals: Goal[] = [
    {
      name: 'Memory, idle',
      goal: `under ${idleGoalMb} MB`,
      measured: `${number(idleMb)} MB`,
      isMet: idleMb < idleGoalMb,
    },
    {
      name: `Memory after ${number(requestsToSend)} requests`,
      goal: `under ${loadedGoalMb} MB`,
      measured: `${number(peak)} MB at most`,
      isMet: peak < loadedGoalMb,
    },
    {
      name: 'Memory no longer grows',
      goal: `at most ${noiseMb} MB more after ${number(requestsBeyond)} further requests`,
      measured: `${(keptLater - kept).toFixed(1)} MB`,
      isMet: keptLater - kept <= noiseMb,
    },
  ]
  return { title: 'Memory', goals, body: explain(idleMb, samples, [kept, keptLater]) }
}

const explain = (idleMb: number, samples: readonly Sample[], [kept, keptLater]: Found['keptMb']): string[] => [
  'Resident memory (VmRSS, in MB of 10^6 bytes) with a registry of 200 repositories: 5 s after the start, then while signed',
  'pushes of 20 KB to a branch that is not deployed (two of three; each recorded on disk) and forged ones come in over 32',
  `connections. After a full collection ${number(kept)} MB are left, and after ${number(requestsBeyond)} further requests and`,
  `another collection ${number(keptLater)} MB: what V8 has not bothered to collect does not count as growth.`,
  '',
  ...table(['requests', 'MB'], [['0', number(idleMb)], ...everyNth(samples, 10).map(toRow)]),
]

const toRow = ({ requests, mb }: Sample): string[] => [number(requests), number(mb)]

/** About `count` of the samples, the last one included. */
const everyNth = (samples: readonly Sample[], count: number): Sample[] => {
  const step = Math.ceil(samples.length / count)
  return samples.filter((_, index) => (samples.length - 1 - index) % step === 0)
}
