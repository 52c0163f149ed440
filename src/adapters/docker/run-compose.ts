import type { Command } from '../../core/command.ts'
import type { ComposeResult, ComposeRun } from '../../pipeline/ports/docker.ts'
import type { OnLine, Processes } from '../../pipeline/ports/processes.ts'
import { engineError } from './engine-error.ts'
import { parseProblem, parseWarnings } from './parse-problem.ts'

const keptLines = 500

/**
 * Runs Compose to its end and reads what it said.
 * @throws RedhookError ENGINE_UNREACHABLE, COMPOSE_MISSING; the signal's reason when it aborts
 */
export async function runCompose(processes: Processes, command: Command, run: ComposeRun): Promise<ComposeResult> {
  const kept = keepLines(run.onLine)
  const result = await processes.run(command, { ...run, onLine: kept.onLine, maxOutputBytes: 4_096 })
  run.signal?.throwIfAborted()
  const ok = result.exitCode === 0
  const stderr = kept.stderr.join('\n')
  const problem = ok ? undefined : parseProblem(result.spawnError ?? stderr)
  const away = engineError(result, problem)
  if (away) throw away
  return {
    ok,
    exitCode: result.exitCode,
    tail: kept.tail,
    warnings: parseWarnings([...kept.warnings].join('\n')),
    ...(problem ? { problem } : {}),
  }
}

/** Passes lines on and keeps the last of them, so that a long build log does not fill the memory. */
function keepLines(onLine: OnLine | undefined) {
  const tail: string[] = []
  const stderr: string[] = []
  const warnings = new Set<string>()
  const keep = (lines: string[], line: string) => {
    lines.push(line)
    if (lines.length > keptLines) lines.shift()
  }
  return {
    tail,
    stderr,
    warnings,
    onLine: (line: string, stream: 'stdout' | 'stderr') => {
      keep(tail, line)
      if (stream === 'stderr') keep(stderr, line)
      if (stream === 'stderr' && line.includes('level=warning')) warnings.add(line)
      onLine?.(line, stream)
    },
  }
}
