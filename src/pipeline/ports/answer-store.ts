/** An answer that is given again to the same request with the same key. */
export interface KeptAnswer {
  /** A hash of method, path and body: the same key for another request is a mistake. */
  readonly request: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface AnswerStore {
  /** Keys are kept for a day. `key` holds who sent it. */
  findAnswer(key: string, now: number): KeptAnswer | undefined
  keepAnswer(key: string, answer: KeptAnswer, now: number): void
}
