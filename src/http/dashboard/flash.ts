const words = {
  queued: 'The deployment is queued.',
  retried: 'It is queued again.',
  rollback: 'The way back is queued. It goes before everything else.',
  locked: 'Locked. Pushes are recorded and wait.',
  unlocked: 'Unlocked. What waited is deployed.',
  detour: 'The detour has begun.',
  back: 'The detour has ended; the usual branch is deployed.',
  cancelled: 'Asked to stop. It ends in a moment.',
  removed: 'It is being removed. The next push brings it back.',
  redelivered: 'It was decided again.',
  accepted: 'The repository is accepted, and the delivery was decided again.',
  revoked: 'The token is revoked.',
} as const

export type Done = keyof typeof words

/** What a page says on top after something was done; only known words, so nobody can make it say theirs. */
export const flashOf = (done: string | undefined) =>
  done !== undefined && Object.hasOwn(words, done) ? { kind: 'done' as const, text: words[done as Done] } : undefined

/** The path that says so. */
export const withDone = (path: string, done: Done): string => `${path}?done=${done}`
