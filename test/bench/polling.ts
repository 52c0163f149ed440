// What polling 200 apps costs: the share of a core that Redhook itself uses, that of the git it starts, and memory over time.
import { cpSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSandbox, type Sandbox } from '../support/sandbox.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { benchToken, residentMb, serve } from './serve.ts'
import { number } from './spread.ts'

const apps = 200
const everySeconds = 60
const defaultMinutes = 10
const cpuGoal = 0.02
/** What is kept may differ by so much from one collection to the next without growing. */
const noiseMb = 4
const samples = 10

interface Sample {
  readonly seconds: number
  readonly mb: number
}

interface Found {
  readonly minutes: number
  readonly polls: number
  readonly ownShare: number
  readonly gitShare: number
  readonly samples: readonly Sample[]
  /** After a full collection, at the start and at the end. */
  readonly keptMb: readonly [number, number]
}

/** Lets us ask for a full collection, so that what is kept can be told from what V8 has not bothered to collect. */
const collectOnSignal = `--expose-gc --import data:text/javascript,${encodeURIComponent("process.on('SIGUSR2',()=>gc())")}`

/** Watches for so many minutes. */
export async function benchPolling(minutes = defaultMinutes): Promise<Part> {
  await using box = await openSandbox()
  register(box)
  const port = await box.freePort()
  await using serving = await serve(box, port, collectOnSignal)
  progress(`polling: the first look deploys ${apps} apps`)
  while ((await metric(port, answeredName)) < apps || (await metric(port, endedName)) < apps) await sleep(500)
  progress(`polling: ${apps} apps, every ${everySeconds} s, for ${minutes} min`)
  // What the first deployments took is given back a little later.
  await sleep((minutes * 60_000) / samples)
  const kept = await collect(serving.pid)
  const [from, before, started] = [cpuSeconds(serving.pid), await metric(port, answeredName), performance.now()]
  const seen: Sample[] = []
  for (let count = 0; count < samples; count += 1) {
    await sleep((minutes * 60_000) / samples)
    seen.push({ seconds: (performance.now() - started) / 1_000, mb: residentMb(serving.pid) })
  }
  const [until, seconds] = [cpuSeconds(serving.pid), (performance.now() - started) / 1_000]
  return describe({
    minutes,
    polls: (await metric(port, answeredName)) - before,
    ownShare: (until.own - from.own) / seconds,
    gitShare: (until.children - from.children) / seconds,
    samples: seen,
    keptMb: [kept, await collect(serving.pid)],
  })
}

/** Each with a remote of its own: none is asked for another. */
function register(box: Sandbox): void {
  const { remote, checkout } = box.repository('many', { 'docker-compose.yml': 'services: { web: { image: none } }\n' })
  const repos = Array.from({ length: apps }, (_, index) => {
    const [url, path] = [box.path('remotes', `many-${index}.git`), box.path('srv', `many-${index}`)]
    cpSync(remote, url, { recursive: true })
    cpSync(checkout, path, { recursive: true })
    const app = { path, url, project: `many-${index}`, branch: 'main', poll: `${everySeconds}s`, command: [['true']] }
    return [`acme/many-${index}`, app] as const
  })
  box.registry(Object.fromEntries(repos))
}

const answeredName = 'redhook_polls_total{result="answered"} '
const endedName = 'redhook_deployments_total{result="succeeded"} '

async function metric(port: number, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${benchToken}` }
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text()
  return Number(
    text
      .split('\n')
      .find(line => line.startsWith(name))
      ?.slice(name.length),
  )
}

/** Seconds of processor time: its own, and of children that have ended. */
function cpuSeconds(pid: number): { readonly own: number; readonly children: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const at = (...places: number[]) => places.reduce((sum, place) => sum + Number(fields[place]), 0) / 100
  return { own: at(11, 12), children: at(13, 14) }
}

async function collect(pid: number): Promise<number> {
  for (let times = 0; times < 2; times += 1) {
    process.kill(pid, 'SIGUSR2')
    await sleep(1_000)
  }
  return residentMb(pid)
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

function describe({ minutes, polls: answered, ownShare, gitShare, samples: seen, keptMb: [kept, later] }: Found): Part {
  const goals: Goal[] = [
    {
      name: `Polling ${apps} apps every ${everySeconds} s`,
      goal: `under ${percent(cpuGoal)} of a core`,
      measured: percent(ownShare),
      isMet: ownShare < cpuGoal,
    },
    {
      name: `Memory after ${minutes} minutes of polling`,
      goal: `at most ${noiseMb} MB more than before`,
      measured: `${(later - kept).toFixed(1)} MB`,
      isMet: later - kept <= noiseMb,
    },
  ]
  return {
    title: 'Polling',
    goals,
    body: [
      `${apps} apps with a remote of their own each, on this machine, asked every ${everySeconds} s for ${minutes} minutes: ${number(answered)}`,
      `questions. Redhook itself used ${percent(ownShare)} of a core, the git that it started ${percent(gitShare)}, which is counted apart: over`,
      'ssh or HTTPS it is more, and waits for the network. Resident memory after a full collection was',
      `${number(kept)} MB before and ${number(later)} MB after; what V8 has not bothered to collect does not count as growth.`,
      '',
      ...table(
        ['seconds', 'MB'],
        seen.map(({ seconds, mb }) => [number(seconds), number(mb)]),
      ),
    ],
  }
}
