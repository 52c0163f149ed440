import type { Preview } from './preview.ts'

/** Why a preview may not run, whatever its Compose file says; undefined: it may. */
export function whyRefused(
  { isFork, head, approved, removedBy }: Pick<Preview, 'isFork' | 'head' | 'approved' | 'removedBy'>,
  forkLabel: string | undefined,
): string | undefined {
  if (removedBy !== undefined) return `Removed by ${removedBy}; the next push brings it back.`
  if (!isFork) return undefined
  if (forkLabel === undefined) return 'It comes from a fork, and nothing of forks runs here.'
  if (approved === head) return undefined
  const label = JSON.stringify(forkLabel)
  return approved === undefined
    ? `It comes from a fork: somebody who may write to the repository has to put the label ${label} on.`
    : `It comes from a fork, and its head has moved since the label: the label ${label} has to be put on again.`
}
