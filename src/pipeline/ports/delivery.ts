import type { Meaning } from '../../core/delivery/meaning.ts'

/** What was kept of a signed request. No body: the fields that were used, allow-listed headers, a hash. */
export interface Delivery {
  /** The URL it came in by, without the secret part: `github`, or `github/<owner>/<name>` in lower case; the provider first. */
  readonly hook: string
  /** The sender's id, or `body-<sha256>`. Unique within its hook. */
  readonly id: string
  readonly receivedAt: number
  readonly event: string
  readonly repository?: string
  /** Of a push: its first ref. The others are in `meaning`. */
  readonly ref?: string
  readonly before?: string
  readonly after?: string
  readonly deleted?: boolean
  readonly forced?: boolean
  readonly pusher?: string
  /** What it says, where the fields above do not hold it all: several refs, a pull request, a release, … */
  readonly meaning?: Exclude<Meaning, { kind: 'malformed' }>
  /** It is handed on after it was stored: to checks and previews of pull requests, to the list of installations. */
  readonly isPending?: boolean
  readonly client?: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodySha256: string
  readonly bodyBytes: number
}
