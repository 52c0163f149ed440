import type { ApiApp, ApiDeployment } from '../api.ts'
import { clean } from './clean.ts'
import { formatHolds } from './hold.ts'
import { shortCommit } from './status.ts'

/** How an app is at a moment, in one line that only differs when something happened. */
export function formatAppState({ app, live, last, lock, detour }: ApiApp, now: number): string {
  const parts = [
    last ? formatLast(last) : 'never deployed',
    live ? `live: ${clean(describeCommit(live.commit, live))}` : '',
    formatHolds({ lock: lock ?? null, detour: detour ?? null }, now),
  ]
  return `${clean(app)}: ${parts.filter(part => part !== '').join('; ')}`
}

/** `3f2a1b9c0d Add the cart (Ann)`, as far as it is known. */
export function describeCommit(commit: string, about: { readonly subject?: string; readonly author?: string }): string {
  const author = about.author ? ` (${about.author})` : ''
  return `${shortCommit(commit)}${about.subject ? ` ${about.subject}` : ''}${author}`
}

function formatLast({ id, status, reason, error, steps, ...last }: ApiDeployment): string {
  const step = status === 'running' ? steps.findLast(({ result }) => result === 'running') : undefined
  const why = error?.message ?? (status === 'succeeded' || status === 'running' ? undefined : reason)
  const commit = last.commit ? ` ${shortCommit(last.commit)}` : ''
  return clean(`deployment ${id}${commit} ${status}${step ? `, ${step.name}` : ''}${why ? `, ${why}` : ''}`)
}
