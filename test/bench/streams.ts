// 200 open streams of events, 20 of which follow a noisy build, while pushes come in.
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { deliveryHeaders, pushPayload } from '../support/github-push.ts'
import { openSandbox, type Sandbox } from '../support/sandbox.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { benchToken, residentMb, serve } from './serve.ts'
import { number } from './spread.ts'
import type { StreamSeen } from './streams-reader.ts'

const linesPerSecond = 5_000
const noiseSeconds = 15
const quietSeconds = 5
const pushesPerSecond = 50
const watching = 180
const following = 20
const memoryGoalMb = 250
const p99GoalMs = 50

/** Prints numbered lines at its pace, once: what is queued behind it has nothing to say. */
const noise = `import { existsSync, writeFileSync } from 'node:fs'
if (existsSync(process.argv[2])) process.exit()
writeFileSync(process.argv[2], '')
const start = performance.now()
let next = 0
const timer = setInterval(() => {
  const due = Math.min(${linesPerSecond * noiseSeconds}, Math.floor((performance.now() - start) * ${linesPerSecond / 1_000}))
  let text = ''
  for (; next < due; next += 1) text += 'noise ' + next + ' ' + 'x'.repeat(80) + '\\n'
  process.stdout.write(text)
  if (next === ${linesPerSecond * noiseSeconds}) clearInterval(timer)
}, 10)
`

/** Answer times in milliseconds, and how late the sender's own timers were: what the machine did not give. */
interface Sent {
  readonly answers: readonly number[]
  readonly late: readonly number[]
}

interface Found {
  readonly alone: Sent
  readonly together: Sent
  readonly idleMb: number
  readonly peakMb: number
  readonly cpuShare: number
  readonly streams: readonly StreamSeen[]
  readonly load: string
}

export async function benchStreams(): Promise<Part> {
  await using box = await openSandbox()
  const commit = register(box)
  const port = await box.freePort()
  await using serving = await serve(box, port)
  progress(`streams: pushes alone for ${quietSeconds} s`)
  const alone = await send(port, { repository: 'acme/nobody', commit }, quietSeconds)
  const idleMb = residentMb(serving.pid)
  using readers = startReaders(port)
  await readers.open(Array.from({ length: watching }, () => '/api/v1/events'))
  await readers.open(Array.from({ length: following / 2 }, () => '/api/v1/apps/noisy/events?log=true'))
  const id = await push(port, commit)
  await readers.open(Array.from({ length: following / 2 }, () => `/api/v1/deployments/${id}/events?log=true`))
  progress(
    `streams: ${watching + following} streams, ${linesPerSecond} lines a second, ${pushesPerSecond} pushes a second`,
  )
  const watch = sample(serving.pid)
  const together = await send(port, { repository: 'acme/noisy', commit }, noiseSeconds - 2)
  await ended(port, id)
  await sleep(1_000)
  const { peakMb, cpuShare } = watch.stop()
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? ''
  return describe({ alone, together, idleMb, peakMb, cpuShare, streams: await readers.seen(), load })
}

/** Returns the commit that is deployed. */
function register(box: Sandbox): string {
  const { checkout, git } = box.repository('noisy', { 'noise.mjs': noise })
  const { checkout: other } = box.repository('many', { 'docker-compose.yml': 'services: { web: { image: none } }\n' })
  const many = Array.from({ length: 199 }, (_, index) => [
    `acme/many-${index}`,
    { path: `${other}-${index}`, url: other, project: `many-${index}`, branch: 'main' },
  ])
  const command = [[process.execPath, 'noise.mjs', box.path('noise-was')]]
  box.registry({
    'acme/noisy': { path: checkout, project: 'noisy', branch: 'main', command },
    ...Object.fromEntries(many),
  })
  return git('rev-parse', 'HEAD')
}

async function push(port: number, after: string): Promise<number> {
  const body = JSON.stringify(pushPayload({ repository: 'acme/noisy', after }))
  const response = await fetch(`http://127.0.0.1:${port}/webhook`, {
    method: 'POST',
    headers: deliveryHeaders(body),
    body,
  })
  const { deployments } = (await response.json()) as { deployments: readonly { readonly id: number }[] }
  const [first] = deployments
  if (!first) throw new Error('nothing was queued')
  return first.id
}

async function ended(port: number, id: number): Promise<void> {
  const headers = { authorization: `Bearer ${benchToken}` }
  for (let waited = 0; waited < 60_000; waited += 250) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/deployments/${id}`, { headers })
    const { status } = (await response.json()) as { status: string }
    if (status !== 'queued' && status !== 'running') return
    await sleep(250)
  }
  throw new Error('the noisy deployment did not end')
}

interface Pushed {
  readonly repository: string
  readonly commit: string
}

async function send(port: number, { repository, commit }: Pushed, seconds: number): Promise<Sent> {
  const script = join(import.meta.dirname, 'streams-sender.ts')
  const args = [script, String(port), repository, commit, String(pushesPerSecond), String(seconds)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout) as Sent
}

function startReaders(port: number) {
  const child = fork(join(import.meta.dirname, 'streams-reader.ts'), [String(port), benchToken])
  const ask = async (paths: readonly string[]): Promise<unknown> => {
    child.send([...paths])
    const [answer] = (await once(child, 'message')) as [unknown]
    return answer
  }
  return {
    open: ask,
    seen: async () => (await ask([])) as readonly StreamSeen[],
    [Symbol.dispose]: () => void child.kill(),
  }
}

/** The most memory from now on, and the share of a core that the process used. */
function sample(pid: number) {
  let peakMb = 0
  const cpu = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
  const [from, started] = [cpu(), performance.now()]
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(pid))
  }, 200)
  return {
    stop() {
      clearInterval(timer)
      return { peakMb, cpuShare: ((cpu() - from) * 1_000) / (performance.now() - started) }
    },
  }
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN

const p99 = (values: readonly number[]): number => percentile(values, 0.99)

function describe({ alone, together, idleMb, peakMb, cpuShare, streams, load }: Found): Part {
  const expected = linesPerSecond * noiseSeconds
  const followers = streams.filter(({ path }) => path.endsWith('log=true'))
  const complete = followers.filter(({ noise: last }) => last === expected - 1).length
  const faults = streams.reduce((sum, stream) => sum + stream.faults, 0)
  const events = streams.filter(({ path }) => path === '/api/v1/events').map(stream => stream.events)
  const isComplete = complete === following && faults === 0 && Math.min(...events) === Math.max(...events)
  const goals: Goal[] = [
    {
      name: `Streams: ${following} follow ${number(linesPerSecond)} lines a second`,
      goal: 'each gets all lines once and in order',
      measured: `${complete} of ${following} got all ${number(expected)}, ${faults} faults`,
      isMet: isComplete,
    },
    {
      name: `Memory with ${watching + following} streams`,
      goal: `under ${memoryGoalMb} MB`,
      measured: `${number(peakMb)} MB at most`,
      isMet: peakMb < memoryGoalMb,
    },
    {
      name: 'Pushes answered meanwhile',
      goal: `p99 under ${p99GoalMs} ms`,
      measured: `p99 ${p99(together.answers).toFixed(1)} ms`,
      isMet: p99(together.answers) < p99GoalMs,
    },
  ]
  const row = (name: string, { answers, late }: Sent) => [
    name,
    ...[percentile(answers, 0.5), p99(answers), Math.max(...answers), p99(late)].map(value => value.toFixed(1)),
  ]
  return {
    title: 'Streams of events',
    goals,
    body: [
      `${watching} streams of all states and ${following} with the log of a build that prints ${number(linesPerSecond)} lines a second of 90`,
      `characters for ${noiseSeconds} s, while ${pushesPerSecond} signed pushes of 20 KB a second come in, half of them for the app that builds, so that each`,
      'leads to two events for every stream. Readers and sender are processes of their own; how late the timers of the sender were says',
      `what the machine did not give. ${number(idleMb)} MB before; the server used ${Math.round(cpuShare * 100)} % of a core; the load of the machine was ${load}.`,
      '',
      ...table(
        ['pushes, ms', 'p50', 'p99', 'max', 'timers late, p99'],
        [row('alone', alone), row('with the streams', together)],
      ),
    ],
  }
}
