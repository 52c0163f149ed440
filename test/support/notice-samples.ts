import type { Deployment } from '../../src/core/deployment/deployment.ts'
import { formatNotice } from '../../src/core/notice/format-notice.ts'
import type { Notice } from '../../src/core/notice/notice.ts'

const at = Date.UTC(2026, 10, 22, 10, 4)

/** A deployment of shop that was rolled back, as the store has it. */
export const sampleEnded = (changes: Partial<Deployment> = {}): Deployment => ({
  id: 42,
  app: 'shop',
  repository: 'acme/shop',
  branch: 'main',
  lane: '/srv/shop',
  state: 'rolled_back',
  cause: { kind: 'push', delivery: 'd1', pusher: 'ada' },
  wishes: {},
  createdAt: at - 80_000,
  availableAt: at - 80_000,
  startedAt: at - 75_000,
  finishedAt: at,
  attempts: 1,
  retries: 0,
  reached: 'rollback',
  base: 'b'.repeat(40),
  commit: '3f2a91c0de'.padEnd(40, '0'),
  steps: [
    { name: 'sync', startedAt: at - 75_000, durationMs: 900, result: 'done' },
    { name: 'verify', startedAt: at - 60_000, durationMs: 50_000, result: 'failed' },
    { name: 'rollback', startedAt: at - 9_000, durationMs: 8_000, result: 'done' },
  ],
  reason: 'web exited with code 1; what ran before runs again',
  error: {
    code: 'UNHEALTHY',
    message: 'web exited with code 1',
    hint: 'Read the log of web below, correct it and push again.',
    evidence: [
      {
        service: 'web',
        state: 'exited',
        exitCode: 1,
        log: ['> node index.js', '', 'Error: Cannot find module ./cart'],
      },
    ],
  },
  about: {
    subject: 'cart: count twice',
    author: 'Ada Lovelace',
    commits: [
      { commit: '3f2a91c0de'.padEnd(40, '0'), subject: 'cart: count twice', author: 'Ada Lovelace' },
      { commit: 'c0ffee0000'.padEnd(40, '0'), subject: 'Größe & <b>price</b>', author: 'Zoë' },
    ],
    total: 14,
  },
  ...changes,
})

/** What is told of it. */
export const sampleNotice = (changes: Partial<Notice> = {}): Notice => ({
  ...formatNotice(sampleEnded(), { kind: 'rolled_back', failures: 3, leftOut: 1 }, 'https://redhook.example.com'),
  ...changes,
})

const nasty = [
  '@everyone @here <!channel> <!here> <@U1> <#C1> <https://evil.example|click> &amp; [click](https://evil.example) *b* _i_ ~s~ `c` ``` ||x||',
  '<script>alert(1)</script><img src=x onerror=alert(1)> "quoted" </pre></code>',
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \u009b2J \u202Eevil\u202C \u0000',
  'Subject: x\r\nBcc: victim@example.com\r\n\r\nbody',
]

/** The same with words of somebody who means harm, wherever foreign words can stand. */
export const hostileNotice = (length = 1): Notice => {
  const words = nasty.join('\n').repeat(length)
  const commit = { commit: 'f'.repeat(40), subject: words, author: words }
  const commits = Array.from({ length: 20 }, () => commit)
  return formatNotice(
    sampleEnded({
      branch: words,
      cause: { kind: 'push', delivery: 'd', pusher: words },
      about: { subject: words, author: words, commits, total: 5_000 },
      error: {
        code: 'UNHEALTHY',
        message: words,
        hint: words,
        evidence: [
          { service: words, state: words, health: words, log: Array.from({ length: 200 }, () => words) },
          { service: 'db', log: nasty },
        ],
      },
    }),
    { kind: 'failed', failures: 2, leftOut: 0 },
    'https://redhook.example.com',
  )
}
