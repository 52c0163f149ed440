import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../src/core/app.ts'
import type { Clock } from '../../src/pipeline/ports/clock.ts'
import type { Log } from '../../src/pipeline/ports/log.ts'
import { testApp } from './app-samples.ts'

/** An app of this name, with a checkout to itself. */
export const sampleApp = (name: string, changes: Partial<App> = {}): App =>
  testApp({ name, repository: `acme/${name}`, path: `/srv/${name}`, ...changes })

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
}

/** A log that keeps what it was told, as `level: sentence {fields}`. */
export function createMemoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const keep = (level: string) => (fields: object, sentence: string) => {
    lines.push(`${level}: ${sentence} ${JSON.stringify(fields)}`)
  }
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}

/** Waits until it holds; fails with the last value after 30 s. */
export async function eventually<T>(ask: () => T, holds: (value: T) => boolean): Promise<T> {
  for (let waited = 0; waited < 30_000; waited += 10) {
    const value = ask()
    if (holds(value)) return value
    await sleep(10)
  }
  throw new Error(`never held: ${JSON.stringify(ask())}`)
}
