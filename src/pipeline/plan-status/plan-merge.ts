import { join } from 'node:path'
import type { App } from '../../core/app.ts'
import { oneLine } from '../../core/check/check-words.ts'
import type { PullRequest } from '../../core/delivery/meaning.ts'
import { parseEnvFile } from '../../core/env-file.ts'
import { mergeWords, noPlanWords } from '../../core/plan/merge-words.ts'
import { createRedact, looksSecret } from '../../core/redact.ts'
import { fetchHead } from '../checks/fetch-head.ts'
import type { PlanStatusPorts } from './plan-ports.ts'

/** A plan of its own takes less; one that hangs must not keep the others waiting. */
const usualPatienceMs = 60_000

/** What merging the pull request would do to the app, in one line without secrets; never throws. */
export async function planMerge(
  app: App,
  pull: Pick<PullRequest, 'base' | 'number' | 'head' | 'isFork'>,
  ports: PlanStatusPorts,
  stopping: AbortSignal,
): Promise<string> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(ports.patienceMs ?? usualPatienceMs)])
  const redact = createRedact(await secretsOf(app, ports))
  try {
    return oneLine(redact(await inTime(signal, describe(app, pull, ports, signal))))
  } catch (error) {
    stopping.throwIfAborted()
    return oneLine(redact(signal.aborted ? 'what merging would do took too long to find out' : noPlanWords(error)))
  }
}

/** Of what merging makes; of the head, where that can't be told. */
async function describe(
  app: App,
  { base, number, head, isFork }: Pick<PullRequest, 'base' | 'number' | 'head' | 'isFork'>,
  ports: PlanStatusPorts,
  signal: AbortSignal,
): Promise<string> {
  const { git } = ports
  const pullHead = { number, commit: head.commit, headBranch: head.branch, isFork }
  await fetchHead(app, pullHead, ports, { signal })
  const tip = await git.fetchObjects(app, base, { signal })
  const merged = tip === undefined ? undefined : await git.mergeOf(app, tip, head.commit)
  const { plan } = await ports.preview(app, { ref: merged ?? head.commit, isUnreviewed: true }, signal)
  return merged === undefined ? `conflicts with ${base}; by itself: ${mergeWords(plan)}` : mergeWords(plan)
}

/** Compose quotes values in what it says. */
async function secretsOf(app: App, { disk }: Pick<PlanStatusPorts, 'disk'>): Promise<string[]> {
  const text = (await disk.read(join(app.path, app.dir, '.env')).catch(() => undefined))?.toString('utf8') ?? ''
  const found = Object.entries({ ...parseEnvFile(text), ...app.environment })
  return found.flatMap(([name, value]) => (looksSecret(name, value) ? [value] : []))
}

function inTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
