/** How wide the columns of a table become. */
export interface Fitting {
  /** What each would take. */
  readonly widths: readonly number[]
  /** Which may lose the end of their text. */
  readonly shrinks: readonly boolean[]
  readonly gap: number
}

const narrowest = 8

/** Widths that fit into so many columns of a terminal where that can be done: the widest that may shrink give first. */
export function fitWidths({ widths, shrinks, gap }: Fitting, width: number): number[] {
  const fitted = [...widths]
  for (let excess = tableWidth(widths, gap) - width; excess > 0; ) {
    const least = widest(fitted, shrinks)
    if (least === undefined) break
    const { index, next } = least
    const taken = Math.min(excess, (fitted[index] ?? 0) - Math.max(next, narrowest)) || 1
    fitted[index] = (fitted[index] ?? 0) - taken
    excess -= taken
  }
  return fitted
}

/** What a whole line takes. */
export const tableWidth = (widths: readonly number[], gap: number): number =>
  widths.reduce((sum, each) => sum + each, gap * Math.max(widths.length - 1, 0))

/** The widest that can still give, and how wide the one after it is. */
function widest(widths: readonly number[], shrinks: readonly boolean[]) {
  const giving = widths
    .map((width, index) => ({ width, index }))
    .filter(({ width, index }) => shrinks[index] && width > narrowest)
    .sort((a, b) => b.width - a.width)
  const [first, second] = giving
  return first && { index: first.index, next: second?.width ?? narrowest }
}
