import type { Report } from '../entry.ts'

const fullName = /^[A-Za-z0-9][A-Za-z0-9-_.]*\/[A-Za-z0-9._-]+$/
const anyOwner = /^\*\/[A-Za-z0-9._-]+$/
const bareName = /^[A-Za-z0-9._-]+$/

/** The keys of `repos`: full names or `*\/name`, each once without regard to case. */
export function checkKeys(keys: readonly string[], report: Report): void {
  const seen = new Map<string, string>()
  for (const key of keys) {
    if (!fullName.test(key) && !anyOwner.test(key)) report(badKey(key))
    const first = seen.get(key.toLowerCase())
    if (first !== undefined) report(doubleKey(key, first))
    else seen.set(key.toLowerCase(), key)
  }
}

const expected = "a repository's full name, or '*/name' for any owner"

function badKey(key: string) {
  const found = JSON.stringify(key)
  const remedy = bareName.test(key)
    ? `has no owner; write owner/${key}, or '*/${key}' for that name under any owner`
    : `is not ${expected}; write owner/name`
  return { path: ['repos', key], atKey: true, found, expected, message: `${found} ${remedy}` }
}

const doubleKey = (key: string, first: string) => ({
  path: ['repos', key],
  atKey: true,
  found: JSON.stringify(key),
  expected: 'each repository once',
  message: `is the same repository as ${JSON.stringify(first)}, as case does not count; make it one list of apps`,
})
