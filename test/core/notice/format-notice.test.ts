import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLock, formatUnlock } from '../../../src/core/notice/format-lock.ts'
import { formatNotice } from '../../../src/core/notice/format-notice.ts'
import type { Notice } from '../../../src/core/notice/notice.ts'
import { plainLine, plainLogLine } from '../../../src/core/notice/plain-text.ts'
import { hostileNotice, sampleEnded, sampleNotice } from '../../support/notice-samples.ts'

const lines = ({ title, why, hint, facts, commits, moreCommits, log, links }: Notice): string =>
  [
    title,
    `why: ${why}`,
    `hint: ${hint}`,
    ...facts.map(({ name, value }) => `${name}: ${value}`),
    ...commits.map(({ commit, subject, author }) => `- ${commit} | ${subject} | ${author}`),
    `more: ${moreCommits}`,
    ...log.map(line => `> ${line}`),
    ...links.map(({ text, url }) => `${text} ${url}`),
  ].join('\n')

const told = (kind: Notice['kind'], failures = 0, leftOut = 0) => ({ kind: kind as 'failed', failures, leftOut })

describe('what is told', () => {
  it('of a rollback: what, who, which commits, why with the last log lines, what to do, and where to read on', () => {
    expect(lines(sampleNotice())).toMatchInlineSnapshot(`
      "shop: the new version failed, the last good one runs again
      why: web exited with code 1; what ran before runs again
      hint: Read the log of web below, correct it and push again.
      Repository: acme/shop
      Branch: main
      Commit: 3f2a91c0de
      By: ada, who pushed
      Took: 1 min 15 s
      Failed in: verify
      Code: UNHEALTHY
      web: exited, exit code 1
      In a row: 3 failures
      Not told: 1 of the same kind since the last message
      - 3f2a91c0de | cart: count twice | Ada Lovelace
      - c0ffee0000 | Größe & <b>price</b> | Zoë
      more: 12
      > > node index.js
      > 
      > Error: Cannot find module ./cart
      Deployment 42 https://redhook.example.com/deployments/42
      shop https://redhook.example.com/apps/shop"
    `)
  })

  it('of the first success after failures', () => {
    const ended = sampleEnded({
      state: 'succeeded',
      reason: '3f2a91c0de is live.',
      cause: { kind: 'request', by: 'grace' },
    })
    const { error: _, ...fine } = ended
    expect(lines(formatNotice(fine, told('recovered', 3), undefined))).toMatchInlineSnapshot(`
      "shop is fine again after 3 failures
      why: 3f2a91c0de is live.
      hint: undefined
      Repository: acme/shop
      Branch: main
      Commit: 3f2a91c0de
      By: grace, who asked for it
      Took: 1 min 15 s
      - 3f2a91c0de | cart: count twice | Ada Lovelace
      - c0ffee0000 | Größe & <b>price</b> | Zoë
      more: 12"
    `)
  })

  it('of a success', () => {
    const { title, tone, log } = formatNotice(sampleEnded({ state: 'succeeded' }), told('succeeded'), undefined)
    expect({ title, tone, log }).toEqual({ title: 'shop: 3f2a91c0de is live', tone: 'good', log: [] })
  })

  it('of a failure before anything was known: no commit, no start, no evidence', () => {
    const { commit, about, startedAt, branch, reached, ...early } = sampleEnded({
      state: 'failed',
      steps: [],
      reason: 'acme/shop could not be cloned',
      error: { code: 'CLONE_FAILED', message: 'acme/shop could not be cloned', hint: 'Check the deploy key.' },
    })
    expect(lines(formatNotice(early, told('failed', 1), undefined))).toMatchInlineSnapshot(`
      "shop: the deployment failed
      why: acme/shop could not be cloned
      hint: Check the deploy key.
      Repository: acme/shop
      By: ada, who pushed
      Code: CLONE_FAILED
      more: 0"
    `)
  })

  it('of several services that failed: each with its share of the log', () => {
    const log = Array.from({ length: 50 }, (_, index) => `line ${index}`)
    const error = {
      code: 'UNHEALTHY',
      message: 'web and db are broken',
      hint: 'h',
      evidence: [
        { service: 'web', log },
        { service: 'db', log },
      ],
    } as const
    expect(formatNotice(sampleEnded({ error }), told('failed', 1), undefined).log).toEqual([
      '── web',
      ...log.slice(-9),
      '── db',
      ...log.slice(-9),
    ])
  })

  it('of a lock, and of its end', () => {
    const lock = { app: 'shop', reason: 'demo for\nthe board', by: 'ada', at: 0, until: Date.UTC(2026, 10, 22, 17) }
    expect(lines(formatLock(lock, 'https://r.example'))).toMatchInlineSnapshot(`
      "shop is locked
      why: demo for the board
      hint: Pushes are recorded; the newest is deployed when the lock ends.
      By: ada
      Until: 2026-11-22 17:00 UTC
      more: 0
      shop https://r.example/apps/shop"
    `)
    expect(lines(formatUnlock(lock, { at: 1 }, undefined))).toMatchInlineSnapshot(`
      "shop is not locked any more
      why: It was locked by ada: demo for the board
      hint: undefined
      Ended: its time was over
      more: 0"
    `)
    expect(formatUnlock(lock, { at: 1, by: 'grace' }, undefined).facts).toEqual([{ name: 'Ended', value: 'by grace' }])
  })

  it('is bounded, whatever the words of others are', () => {
    expect(JSON.stringify(hostileNotice(500)).length).toBeLessThan(20_000)
  })
})

describe('foreign words', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
  const bad = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/

  it('are one line without control characters, colors, turned text or halves of characters, and no longer than asked', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('a', '\n', '\u001b[31m', '\u001b', '\u202e', '\u0000', '\ud83d', '😀', '\u2028', ' '),
    })
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), fc.integer({ min: 1, max: 40 }), (text, most) => {
        const lines = [plainLine(text, most), plainLogLine(text, most)]
        return lines.every(line => !bad.test(line) && line.isWellFormed() && line.length <= most)
      }),
    )
  })

  it.each([
    ['\u001b[1;31mred\u001b[0m alert', 'red alert'],
    ['\u001b]8;;https://evil.example\u0007text\u001b]8;;\u0007', 'text'],
    ['one\r\n\ttwo   three ', 'one two three'],
    ['caf\u00e9 – 日本語 😀', 'caf\u00e9 – 日本語 😀'],
  ])('%j is read as %j', (text, line) => {
    expect(plainLine(text, 100)).toBe(line)
  })

  it('keep their indentation in a log', () => {
    expect(plainLogLine('\tat Object.<anonymous>\r', 100)).toBe('  at Object.<anonymous>')
  })
})
