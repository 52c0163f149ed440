/** What became of a request on the hook path. `unsigned`: its signature was wrong. */
export type Decision = 'queued' | 'ignored' | 'pong' | 'duplicate' | 'refused' | 'unstored' | 'unsigned'

/** Numbers about this process and what it did since it started, for Prometheus. */
export interface Metrics {
  /** Counts it; costs next to nothing. */
  received(decision: Decision): void
  /** A remote was asked for its tips. */
  polled(result: 'answered' | 'away'): void
  /** A tip that nobody had told of was queued; `isMissed`: a delivery should have. */
  foundTip(isMissed: boolean): void
  /** All of them as they are now, in the text format of its content type. What happened is looked up in the store only now. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>
}
