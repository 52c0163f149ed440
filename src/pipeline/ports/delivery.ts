/** What was kept of a signed request. No body: the fields that were used, allow-listed headers, a hash. */
export interface Delivery {
  /** The URL it came in by, without the secret part: `github`, or `github/<owner>/<name>` in lower case. */
  readonly hook: string
  /** The sender's id, or `body-<sha256>`. Unique within its hook. */
  readonly id: string
  readonly receivedAt: number
  readonly event: string
  readonly repository?: string
  readonly ref?: string
  readonly before?: string
  readonly after?: string
  readonly deleted?: boolean
  readonly forced?: boolean
  readonly pusher?: string
  readonly client?: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodySha256: string
  readonly bodyBytes: number
}
