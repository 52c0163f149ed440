// Runs the benchmarks: all of them, written to docs/benchmarks.md; or the parts named, printed alone (push:env is one case of push).
// --minutes says how long polling is watched; 10 without it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchAnsweringPart } from './answering-part.ts'
import { benchLarge } from './large.ts'
import { describeMachine } from './machine.ts'
import { benchMemory } from './memory.ts'
import { type Part, progress } from './part.ts'
import { benchPlanner } from './planner.ts'
import { benchPolling } from './polling.ts'
import { benchPush } from './push.ts'
import { formatReport, formatSummary } from './report.ts'
import { benchRollback } from './rollback.ts'
import { benchStart } from './start.ts'
import { benchStreams } from './streams.ts'
import { benchTenApps } from './ten-apps.ts'
import { benchTenServices } from './ten-services.ts'

const { values, positionals: wanted } = parseArgs({ allowPositionals: true, options: { minutes: { type: 'string' } } })

const parts: Readonly<Record<string, (only?: string) => Promise<Part>>> = {
  start: benchStart,
  answering: benchAnsweringPart,
  push: benchPush,
  ten: benchTenApps,
  services: benchTenServices,
  rollback: benchRollback,
  planner: benchPlanner,
  memory: benchMemory,
  polling: () => benchPolling(values.minutes === undefined ? undefined : Number(values.minutes)),
  streams: benchStreams,
  large: benchLarge,
}

const unknown = wanted.filter(name => !((name.split(':')[0] ?? '') in parts))
if (unknown.length > 0) {
  console.error(`bench: no part is called ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}`)
  process.exit(64)
}

const machine = describeMachine()
const started = performance.now()
const page = join(import.meta.dirname, '../../docs/benchmarks.md')
const found: Part[] = []
for (const [name, bench] of Object.entries(parts)) {
  const asked = wanted.find(word => word.split(':')[0] === name)
  if (wanted.length > 0 && !asked) continue
  found.push(await bench(asked?.split(':')[1]).catch(error => failedPart(name, error)))
  // What was measured stays measured, whatever comes after it.
  const tookMs = performance.now() - started
  if (wanted.length === 0) writeFileSync(page, formatReport({ machine, parts: found, date: new Date(), tookMs }))
}
progress(`took ${Math.round((performance.now() - started) / 1000)} s`)
if (wanted.length === 0) {
  console.log(formatSummary(found).join('\n'))
  progress('written to docs/benchmarks.md')
} else {
  console.log(found.flatMap(part => [...formatSummary([part]), '', ...part.body, '']).join('\n'))
}
process.exitCode = found.some(({ goals }) => goals.some(({ isMet }) => !isMet)) ? 1 : 0

function failedPart(name: string, error: unknown): Part {
  const said = error instanceof Error ? error.message : String(error)
  progress(`${name} failed: ${said}`)
  return {
    title: name,
    goals: [{ name, goal: 'comes to its end', measured: 'failed', isMet: false }],
    body: [`Failed: ${said.split('\n', 1)[0]}`],
  }
}
