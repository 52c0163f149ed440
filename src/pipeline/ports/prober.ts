/** Asks a URL once, without following redirects. */
export interface Prober {
  /** The HTTP status, or why there was none. Never throws unless the signal aborts. */
  probe(
    url: string,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<{ status: number } | { error: string }>
}
