import type { Check, Entry } from '../entry.ts'

/** A repository has one secret, whichever of its apps names it, and a full name, since its URL has one. */
export const checkSecrets: Check = (entries, report) => {
  const first = new Map<string, Entry>()
  for (const entry of entries) {
    if (entry.own.secret === undefined) continue
    const repository = entry.repository.toLowerCase()
    const path = [...entry.at, 'secret']
    if (repository.startsWith('*/'))
      report({ path, atKey: true, found: 'a secret', expected: 'none', message: needsName })
    const other = first.get(repository)
    if (other === undefined) first.set(repository, entry)
    else if (other.own.secret !== entry.own.secret) {
      report({ path, found: 'another secret', expected: 'the same secret', message: oneSecret })
    }
  }
}

const needsName =
  "belongs to one repository, whose URL has the owner in it; write the repository's full name instead of '*'"
const oneSecret = 'differs from the secret of another app of this repository; a repository has one'
