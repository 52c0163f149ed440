import { RedhookError } from '../../core/errors.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import { docker } from './argv.ts'
import { engineError } from './engine-error.ts'
import { parseProblem } from './parse-problem.ts'

/** Short questions to the docker command line. */
export interface Query {
  /**
   * Waits for `timeoutMs` at most, half a minute if not given.
   * @throws RedhookError ENGINE_UNREACHABLE, COMPOSE_MISSING; the signal's reason
   */
  run(words: readonly string[], signal?: AbortSignal, timeoutMs?: number): Promise<Answer>
  /** As `run`, for questions that have no other answer than a good one. */
  text(words: readonly string[], signal?: AbortSignal): Promise<string>
}

interface Answer {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

/** An engine that hangs must not hang us: these answer within milliseconds, or something is wrong. */
const patienceMs = 30_000

export function createQuery(processes: Processes, environment: Readonly<Record<string, string>>): Query {
  const run: Query['run'] = async (words, signal, timeoutMs = patienceMs) => {
    const options = { timeoutMs, ...(signal ? { signal } : {}) }
    const result = await processes.run(docker(environment, ...words), options)
    signal?.throwIfAborted()
    if (result.timedOut) throw noAnswer(words, timeoutMs)
    const ok = result.exitCode === 0
    const failure = ok ? undefined : engineError(result, parseProblem(result.stderr))
    if (failure) throw failure
    return { ok, stdout: result.stdout, stderr: result.stderr }
  }
  return {
    run,
    async text(words, signal) {
      const { ok, stdout, stderr } = await run(words, signal)
      if (ok) return stdout.trim()
      throw new RedhookError(`docker ${words.slice(0, 2).join(' ')} failed: ${stderr.trim()}`, {
        code: 'ENGINE_UNREACHABLE',
        retryable: false,
        hint: 'Run docker info as the user that Redhook runs as; it must work.',
      })
    },
  }
}

const noAnswer = (words: readonly string[], timeoutMs: number) =>
  new RedhookError(`The Docker engine did not answer docker ${words[0]} within ${timeoutMs / 1_000} s`, {
    code: 'ENGINE_UNREACHABLE',
    hint: 'The engine hangs or the machine is overloaded: docker info, journalctl -u docker. Redhook tries again by itself.',
  })
