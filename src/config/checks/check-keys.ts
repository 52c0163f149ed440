import { type ProviderName, providerTitles } from '../../core/provider.ts'
import type { Check, Report } from '../entry.ts'

/** Groups of GitLab lie in groups, projects of Azure DevOps have blanks. */
const fullName = /^[A-Za-z0-9_~][A-Za-z0-9-_. ~]*(?:\/[A-Za-z0-9._][A-Za-z0-9-_. ~]*)*\/[A-Za-z0-9._-][A-Za-z0-9._ -]*$/
const anyOwner = /^\*\/[A-Za-z0-9._-]+$/
const bareName = /^[A-Za-z0-9._-]+$/

/** The keys of `repos`: full names or `*\/name`, each once without regard to case. */
export function checkKeys(keys: readonly string[], report: Report): void {
  const seen = new Map<string, string>()
  for (const key of keys) {
    if ((!fullName.test(key) || key.endsWith(' ')) && !anyOwner.test(key)) report(badKey(key))
    const first = seen.get(key.toLowerCase())
    if (first !== undefined) report(doubleKey(key, first))
    else seen.set(key.toLowerCase(), key)
  }
}

const nested: readonly ProviderName[] = ['gitlab', 'azure']

/** Only some forges have groups within groups. */
export const checkGroups: Check = (entries, report) => {
  for (const { repository, input, at } of entries) {
    const provider = input.provider ?? 'github'
    if (repository.split('/').length < 3 || nested.includes(provider)) continue
    const found = JSON.stringify(repository)
    const message = `${found} is not ${expected}; write owner/name (${providerTitles[provider]} has no groups within groups)`
    report({ path: at.slice(0, 2), atKey: true, found, expected, message })
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
