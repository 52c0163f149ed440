import type { Cause, Wishes } from './deployment.ts'

/**
 * What the newer of two waiting deployments inherits from the one it overtakes. A wish to do more (`true`) is never lost,
 * whoever had it. A wish to do less (`build: false`) was meant for what was there when it was said, so it ends with the
 * older deployment: whether the newer push is built is for its own wish or for its plan.
 */
export function mergeWishes(older: Wishes, newer: Wishes): Wishes {
  const merged: { -readonly [Name in keyof Wishes]: Wishes[Name] } = { ...newer }
  for (const name of wishNames) if (older[name] === true) merged[name] = true
  return merged
}

const wishNames = ['build', 'pull', 'noCache', 'always'] as const satisfies (keyof Wishes)[]

/** Why the older one ended, for people. Only a rollback overtakes a rollback. */
export const whySuperseded = (newer: number, { kind }: Pick<Cause, 'kind'>): string =>
  `Overtaken by a newer ${kind === 'rollback' ? 'rollback' : 'push'}, see deployment ${newer}`
