/** How far the failed deliveries of a repository were looked through. */
export interface LostPosition {
  /** From when on they are listed the next time; UTC, epoch milliseconds. */
  readonly since: number
  /** Ids of deliveries that were asked for again: each once. */
  readonly done: readonly string[]
}

export interface FailedOne {
  readonly delivery: string
  /** UTC, epoch milliseconds. */
  readonly at: number
}

/** GitHub sends nothing again that is older. */
const longestMs = 3 * 86_400_000
/** A delivery that failed may be listed a little later. */
const overlapMs = 300_000
/** So many are asked for again at one look. */
export const mostAgain = 20
const mostDone = 200

/** From when on to list. What failed before the first look is nobody's loss: the tips of the branches tell of it. */
export const listSince = (position: LostPosition | undefined, now: number): number =>
  Math.max(position?.since ?? now, now - longestMs)

/** Those to ask for again, oldest first. */
export const chooseLost = <T extends FailedOne>(failed: readonly T[], position: LostPosition | undefined): T[] =>
  failed
    .filter(({ delivery }) => position?.done.includes(delivery) !== true)
    .toSorted((a, b) => a.at - b.at)
    .slice(0, mostAgain)

/** Where the next look begins: after this one, or at the last that was asked for again, where there were more. */
export function nextPosition(
  position: LostPosition | undefined,
  again: readonly FailedOne[],
  lookedAt: number,
): LostPosition {
  const last = again.length < mostAgain ? undefined : again.at(-1)
  const done = [...(position?.done ?? []), ...again.map(({ delivery }) => delivery)]
  return { since: (last?.at ?? lookedAt) - overlapMs, done: done.slice(-mostDone) }
}

/** What was kept; undefined for anything else. */
export function parsePosition(text: string | undefined): LostPosition | undefined {
  const [since, ...done] = text?.split(' ') ?? []
  return since !== undefined && /^\d+$/.test(since) ? { since: Number(since), done } : undefined
}

/** In one line; delivery ids have no spaces. */
export const formatPosition = ({ since, done }: LostPosition): string => [since, ...done].join(' ')
