/** The nearest rank: the least of the values that `percent` of them do not exceed. Undefined of none. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(Math.ceil((percent / 100) * sorted.length), 1) - 1]
}

/** The middle one, or what lies halfway between the two in the middle, rounded. Undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return lower === undefined || upper === undefined ? undefined : Math.round((lower + upper) / 2)
}
