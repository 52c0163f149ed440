/** Tells those who wait that something happened, without a queue: who is woken looks for itself. */
export interface Wake {
  /** A number that grows with every `wake`. */
  readonly version: number
  wake(): void
  /** Resolves once the version is another than `seen`, or the signal aborts. */
  changed(seen: number, signal: AbortSignal): Promise<void>
}

export function createWake(): Wake {
  const waiting = new Set<() => void>()
  let version = 0
  return {
    get version() {
      return version
    },
    wake() {
      version += 1
      for (const resume of [...waiting]) resume()
    },
    changed: (seen, signal) =>
      new Promise(resolve => {
        if (version !== seen || signal.aborted) return resolve()
        const resume = () => {
          waiting.delete(resume)
          signal.removeEventListener('abort', resume)
          resolve()
        }
        waiting.add(resume)
        signal.addEventListener('abort', resume, { once: true })
      }),
  }
}
