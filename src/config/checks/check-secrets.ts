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
    if (entries.some(one => one.repository.toLowerCase() === repository && providerOf(one) !== providerOf(entry)))
      report({ path, found: 'a secret for two forges', expected: 'one forge', message: oneForge })
    if (other === undefined) first.set(repository, entry)
    else if (other.own.secret !== entry.own.secret) {
      report({ path, found: 'another secret', expected: 'the same secret', message: oneSecret })
    }
  }
}

const providerOf = ({ input }: Entry) => input.provider ?? 'github'

const needsName =
  "belongs to one repository, whose URL has the owner in it; write the repository's full name instead of '*'"
const oneForge =
  'is that of one repository, and apps of two forges stand under this name; use providers.<name>.secret instead'
const oneSecret = 'differs from the secret of another app of this repository; a repository has one'
