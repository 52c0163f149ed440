/** Tells readers of a log that something happened, without a queue: who is woken looks for itself. */
export interface Signpost {
  /** A number that grows with every `notify`. */
  readonly version: number
  notify(): void
  /** Resolves once the version is another than `seen`, or the signal aborts. */
  changed(seen: number, signal?: AbortSignal): Promise<void>
}

export function createSignpost(): Signpost {
  const waiting = new Set<() => void>()
  let version = 0
  return {
    get version() {
      return version
    },
    notify() {
      version++
      for (const wake of [...waiting]) wake()
    },
    changed: (seen, signal) =>
      new Promise(resolve => {
        if (version !== seen || signal?.aborted) return resolve()
        const wake = () => {
          waiting.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal?.addEventListener('abort', wake, { once: true })
      }),
  }
}
