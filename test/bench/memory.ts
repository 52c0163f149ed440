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
const idleGoalMb = 120
const loadedGoalMb = 200
/** What the memory may differ by, from one sample to the next, without growing. */
const noiseMb = 6

interface Sample {
  readonly requests: number
  readonly mb: number
}

/** Two thirds of the requests are signed pushes to a branch that is not deployed, each recorded on disk; the rest is forged. */
export async function benchMemory(): Promise<Part> {
  await using box = await openSandbox()
  fillRegistry(box, 200)
  const port = await box.freePort()
  await using serving = await serve(box, port)
  await sleep(5_000)
  const idleMb = residentMb(serving.pid)
  progress(`memory: ${idleMb.toFixed(0)} MB idle; sending ${number(requestsToSend)} requests`)
  const samples = await sampleWhile(serving.pid, port)
  await sleep(5_000)
  return describe(idleMb, samples, residentMb(serving.pid))
}

async function sampleWhile(pid: number, port: number): Promise<Sample[]> {
  const samples: Sample[] = []
  let sent = 0
  while (sent < requestsToSend) {
    const { requests, broken } = await load(port, loadRequests(), 2)
    if (broken > 0) throw new Error(`${broken} requests broke`)
    sent += requests
    samples.push({ requests: sent, mb: residentMb(pid) })
  }
  return samples
}

function loadRequests(): LoadRequest[] {
  const body = JSON.stringify(pushPayload({ repository: 'acme/many-7', branch: 'feature', bytes: 20_000 }))
  const { 'x-github-delivery': _, ...headers } = deliveryHeaders(body)
  const signed = { path: '/webhook', headers, body }
  return [signed, signed, { ...signed, headers: { ...headers, 'x-hub-signature-256': signatureOf('something else') } }]
}

function describe(idleMb: number, samples: readonly Sample[], afterMb: number): Part {
  const total = samples.at(-1)?.requests ?? 0
  const peakBetween = (from: number, to: number) =>
    Math.max(...samples.filter(({ requests }) => requests > total * from && requests <= total * to).map(({ mb }) => mb))
  const [third, last] = [peakBetween(0.5, 0.75), peakBetween(0.75, 1)]
  const peak = peakBetween(0, 1)
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
      measured: `${number(afterMb)} MB (${number(peak)} MB at most)`,
      isMet: peak < loadedGoalMb,
    },
    {
      name: 'Memory no longer grows',
      goal: `last quarter at most ${noiseMb} MB over the third`,
      measured: `${number(third)} MB, then ${number(last)} MB`,
      isMet: last <= third + noiseMb,
    },
  ]
  return {
    title: 'Memory',
    goals,
    body: [
      'Resident memory (VmRSS) in MB of 10^6 bytes, with a registry of 200 repositories: 5 s after the start, then while signed',
      'pushes of 20 KB to a branch that is not deployed (two of three; each recorded on disk) and forged ones come in over 32',
      'connections, then 5 s after the last.',
      '',
      ...table(
        ['requests', 'MB'],
        [['0', number(idleMb)], ...everyNth(samples, 10).map(toRow), ['5 s later', number(afterMb)]],
      ),
    ],
  }
}

const toRow = ({ requests, mb }: Sample): string[] => [number(requests), number(mb)]

/** About `count` of the samples, the last one included. */
const everyNth = (samples: readonly Sample[], count: number): Sample[] => {
  const step = Math.ceil(samples.length / count)
  return samples.filter((_, index) => (samples.length - 1 - index) % step === 0)
}
