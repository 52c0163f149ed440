import { createHmac } from 'node:crypto'

/** The secret that the tests' hooks are signed with. */
export const testSecret = 'a secret for tests alone'

/** What GitHub would put into `X-Hub-Signature-256` for these bytes. */
export const signatureOf = (body: string | Uint8Array, secret = testSecret): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

export interface PushOptions {
  readonly repository?: string
  readonly branch?: string
  readonly ref?: string
  readonly after?: string
  /** Pads the payload with commits until it has about this many bytes. */
  readonly bytes?: number
  /** Further fields, over all others. */
  readonly fields?: object
}

/** The payload of a push as GitHub sends it, with the fields that anybody reads and some that nobody does. */
export function pushPayload(options: PushOptions = {}): object {
  const { repository = 'acme/shop', branch = 'main', ref = `refs/heads/${branch}`, after = 'b'.repeat(40) } = options
  const [owner, name] = repository.split('/')
  const payload = {
    ref,
    before: 'a'.repeat(40),
    after,
    created: false,
    deleted: false,
    forced: false,
    compare: `https://github.com/${repository}/compare/aaaaaaaaaaaa...bbbbbbbbbbbb`,
    commits: [] as object[],
    head_commit: commitOf(0),
    repository: {
      id: repositoryId(repository),
      name,
      full_name: repository,
      private: true,
      owner: { name: owner },
      created_at: 1_763_000_000,
    },
    pusher: { name: 'octocat', email: 'octocat@example.com' },
    sender: { login: 'octocat', id: 583_231 },
  }
  const missing = (options.bytes ?? 0) - JSON.stringify(payload).length
  const count = Math.max(0, Math.floor(missing / (JSON.stringify(commitOf(0)).length + 1)))
  payload.commits.push(...Array.from({ length: count }, (_, index) => commitOf(index)))
  return { ...payload, ...options.fields }
}

/** The same for the same name, as long as nobody renames it. */
export const repositoryId = (fullName: string): number =>
  fullName.toLowerCase() === 'acme/shop'
    ? 1_296_269
    : [...fullName.toLowerCase()].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 2_147_483_647, 7)

const commitOf = (index: number) => ({
  id: index.toString(16).padStart(40, '0'),
  distinct: true,
  message: `Change number ${index}: say in a sentence or two what was done and why`,
  timestamp: '2026-03-01T10:00:00+01:00',
  author: { name: 'The Octocat', email: 'octocat@example.com', username: 'octocat' },
  added: [`web/src/pages/page-${index}.ts`],
  removed: [],
  modified: ['web/src/index.ts', 'web/package.json'],
})

/** The headers of a delivery, signed unless told otherwise. */
export function deliveryHeaders(
  body: string | Uint8Array,
  { event = 'push', id = crypto.randomUUID() as string, secret = testSecret } = {},
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': event,
    'x-github-delivery': id,
    'x-github-hook-id': '292430182',
    'x-hub-signature-256': signatureOf(body, secret),
  }
}
