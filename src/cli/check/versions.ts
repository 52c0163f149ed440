/** The first dotted number in a text, as its parts: `git version 2.39.5` → `[2, 39, 5]`; empty when there is none. */
export const parseVersion = (text: string): readonly number[] =>
  (/\d+(?:\.\d+)+/.exec(text)?.[0] ?? '').split('.').filter(Boolean).map(Number)

/** Whether a version is at least another, part by part. */
export function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [index, part] of wanted.entries()) {
    const own = version[index] ?? 0
    if (own !== part) return own > part
  }
  return true
}
