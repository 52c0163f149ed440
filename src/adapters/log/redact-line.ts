import { createRedact, type Redact } from '../../core/redact.ts'

/** A redactor whose secrets may change at any time, as they do on a reload; it is made anew only when they did. */
export function createLiveRedact(secrets: () => Iterable<string>): Redact {
  let known: readonly string[] = []
  let redact = createRedact(known)
  return text => {
    const now = [...secrets()]
    if (!isSame(now, known)) {
      known = now
      redact = createRedact(now)
    }
    return redact(text)
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((secret, index) => secret === b[index])
