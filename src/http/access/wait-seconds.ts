/** A wait in whole seconds, for people and `Retry-After`; at least one. */
export const waitSeconds = (waitMs: number): number => Math.max(1, Math.ceil(waitMs / 1_000))
