/** Several measurements of one thing, in their own unit. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly count: number
}

/** The median of an even number of values is the mean of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const [min, max] = [sorted.at(0), sorted.at(-1)]
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new Error('nothing was measured')
  }
  return { median: (low + high) / 2, min, max, count: sorted.length }
}

/** `812 ms (790 to 1,020)` */
export const formatMs = ({ median, min, max }: Spread): string =>
  `${number(median)} ms (${number(min)} to ${number(max)})`

/** `1.08 (1.02 to 1.31)` */
export const formatRatio = ({ median, min, max }: Spread): string =>
  `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`

/** With thousands apart, and without decimals. */
export const number = (value: number): string => Math.round(value).toLocaleString('en-US')
