/** A commit as people read it. */
export const shortCommit = (commit: string): string => commit.slice(0, 10)

/** The first three, and how many more: `a, b, c and 2 more`. */
export function listed(names: readonly string[]): string {
  const rest = names.length - 3
  return names.slice(0, 3).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

/** All of them as a sentence has them: `a, b and c`. */
export const joined = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
