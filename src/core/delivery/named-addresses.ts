/** Words that may stand in `allowFrom` for addresses that somebody publishes. */
export const namedAddresses = ['github'] as const
export type NamedAddresses = (typeof namedAddresses)[number]

export const isNamedAddresses = (entry: string): entry is NamedAddresses =>
  (namedAddresses as readonly string[]).includes(entry)
