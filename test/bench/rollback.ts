// How long a broken version stays: from `up` to the verdict, and from the verdict to the old version's first answer.
import { openSandbox } from '../support/sandbox.ts'
import { type BenchApp, createApp, registryOf, rollbackKind } from './bench-apps.ts'
import { firstAnswer, watchStarts } from './live.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import type { Stage } from './rounds.ts'
import { formatMs, number, type Spread, spreadOf } from './spread.ts'

const healthTimeoutMs = 8_000
const mostServingMs = 3_000
const rounds = 3

interface Case {
  readonly title: string
  readonly files: (port: number) => Record<string, string>
  readonly mostVerdictMs: number
}

interface Found extends Case {
  readonly verdict: Spread
  readonly serving: Spread
}

const cases: readonly Case[] = [
  { title: 'exits at once', files: rollbackKind.exits, mostVerdictMs: 5_000 },
  { title: 'exits at once and is restarted', files: rollbackKind.loops, mostVerdictMs: 5_000 },
  { title: 'never gets healthy', files: rollbackKind.sick, mostVerdictMs: healthTimeoutMs + 1_000 },
]

/** Broken versions, one after another; after each, the old one serves. */
export async function benchRollback(): Promise<Part> {
  await using box = await openSandbox()
  const app = await createApp(box, 'bench-rollback', rollbackKind.good)
  const settings = registryOf([app])[app.repository.name] as object
  box.registry({ [app.repository.name]: { ...settings, health: { timeout: `${healthTimeoutMs / 1_000}s` } } })
  await using starts = await watchStarts()
  const stage = { box, server: await box.start(), starts }
  await stage.server.deliver(app.repository).then(({ body }) => stage.server.settled(body.deployments?.[0]?.id ?? 0))
  const found: Found[] = []
  for (const one of cases) {
    progress(`rollback: ${one.title}, ${rounds} rounds`)
    const times: { verdictMs: number; servingMs: number }[] = []
    for (let round = 0; round < rounds; round += 1) times.push(await breakIt(stage, app, one))
    found.push({
      ...one,
      verdict: spreadOf(times.map(({ verdictMs }) => verdictMs)),
      serving: spreadOf(times.map(({ servingMs }) => servingMs)),
    })
  }
  return { title: 'Rollback', goals: found.flatMap(judge), body: describe(found) }
}

async function breakIt({ server, starts }: Stage, { name, port, repository }: BenchApp, { files }: Case) {
  repository.push({ ...files(port), 'round.txt': String(Date.now()) })
  const broken = starts.next(name)
  const { body } = await server.deliver(repository)
  const id = body.deployments?.[0]?.id ?? 0
  await broken
  await server.until(id, ({ steps }) => steps.some(({ name: step }) => step === 'rollback'), 60_000)
  await firstAnswer(port, 'v0')
  const servedAt = Date.now()
  const { status, steps } = await server.settled(id)
  if (status !== 'rolled_back') throw new Error(`deployment ${id} is ${status} instead of rolled_back`)
  const at = (step: string) => steps.find(({ name: found }) => found === step)
  const verify = at('verify')
  const verdictMs = verify?.durationMs ?? Number.NaN
  return { verdictMs, servingMs: servedAt - (Date.parse(verify?.startedAt ?? '') + verdictMs) }
}

const judge = ({ title, verdict, serving, mostVerdictMs }: Found): Goal[] => [
  {
    name: `A version that ${title}: verdict`,
    goal: `at most ${number(mostVerdictMs)} ms after up`,
    measured: `${number(verdict.max)} ms at most`,
    isMet: verdict.max <= mostVerdictMs,
  },
  {
    name: `A version that ${title}: the old one serves`,
    goal: `at most ${number(mostServingMs)} ms after the verdict`,
    measured: `${number(serving.max)} ms at most`,
    isMet: serving.max <= mostServingMs,
  },
]

const describe = (found: readonly Found[]): string[] => [
  `A version that exits at once, one that the engine restarts again and again, and one that never gets healthy (with`,
  `\`health.timeout: ${healthTimeoutMs / 1_000}s\`). The verdict counts from the end of \`up\`; the old version's first answer from the verdict. Nothing`,
  'is built on the way back.',
  '',
  ...table(
    ['', 'rounds', 'verdict', 'the old version serves'],
    found.map(({ title, verdict, serving }) => [title, String(verdict.count), formatMs(verdict), formatMs(serving)]),
  ),
]
