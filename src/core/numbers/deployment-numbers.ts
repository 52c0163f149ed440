/** What a deployment came to, for statistics. Times are UTC in epoch milliseconds, durations in milliseconds. */
export interface DeploymentNumbers {
  readonly id: number
  readonly app: string
  readonly state: 'succeeded' | 'failed' | 'rolled_back'
  readonly createdAt: number
  readonly finishedAt: number
  /** From the delivery of the push to the end; absent for what people asked for. */
  readonly pushToLiveMs?: number
}
