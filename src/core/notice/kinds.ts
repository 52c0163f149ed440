/** What can be told of an app. `locked` tells of the end of a lock, too. */
export const noticeKinds = ['failed', 'rolled_back', 'recovered', 'succeeded', 'locked'] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** What is told to whoever did not say. */
export const defaultKinds: readonly NoticeKind[] = ['failed', 'rolled_back', 'recovered']

/** Who hears of an app: a channel by its name in the registry, and of what. */
export interface Subscription {
  readonly channel: string
  readonly on: readonly NoticeKind[]
}
