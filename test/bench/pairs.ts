import { type Spread, spreadOf } from './spread.ts'

/** What both contestants took in one round, each in the same unit. */
export interface Pair {
  readonly ours: number
  readonly theirs: number
}

/** Both contestants' turn in one round. */
export interface Round<Ours, Theirs> {
  readonly ours: Ours
  readonly theirs: Theirs
}

/**
 * So many rounds of two contestants. They take turns at being first: a machine that gets slower, or a cache that the first one
 * fills, then helps neither.
 */
export async function inPairs<Ours, Theirs>(
  count: number,
  ours: () => Promise<Ours>,
  theirs: () => Promise<Theirs>,
): Promise<Round<Ours, Theirs>[]> {
  const rounds: Round<Ours, Theirs>[] = []
  for (let round = 0; round < count; round += 1) {
    if (round % 2 === 0) {
      const first = await theirs()
      rounds.push({ ours: await ours(), theirs: first })
    } else rounds.push({ ours: await ours(), theirs: await theirs() })
  }
  return rounds
}

/** Ours through theirs, round by round: what slows the machine down for a while slows down both of a pair. */
export const ratioOf = (pairs: readonly Pair[]): Spread => spreadOf(pairs.map(({ ours, theirs }) => ours / theirs))

/** Ours less theirs, round by round. */
export const differenceOf = (pairs: readonly Pair[]): Spread => spreadOf(pairs.map(({ ours, theirs }) => ours - theirs))
