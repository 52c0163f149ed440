/** What forges call the things we made there: GitHub's deployment of ours, the comment on a pull request. */
export interface RemoteIdStore {
  remoteId(key: string): string | undefined
  /** Durable with the next durable write. */
  rememberRemoteId(key: string, id: string): void
}
