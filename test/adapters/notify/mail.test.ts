import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNotifier } from '../../../src/adapters/notify/notifier.ts'
import type { Channel } from '../../../src/core/notice/channel.ts'
import type { SendOptions } from '../../../src/pipeline/ports/notifier.ts'
import { type MailServer, openMailServer } from '../../support/mail-server.ts'
import { hostileNotice, sampleNotice } from '../../support/notice-samples.ts'

const notifier = createNotifier(5_000)
const options = (changes: Partial<SendOptions> = {}): SendOptions => ({
  id: 'msg_x_1',
  now: Date.UTC(2026, 10, 22, 10, 5),
  allowPrivate: ['127.0.0.0/8', '::1'],
  signal: new AbortController().signal,
  ...changes,
})
const mail = (url: string, changes: Partial<Extract<Channel, { type: 'mail' }>> = {}): Channel => ({
  type: 'mail',
  url,
  from: 'Redhook <redhook@example.com>',
  to: ['team@example.com', 'Zoë Ößler <zoe@example.com>'],
  ...changes,
})

let server: MailServer
beforeAll(async () => {
  server = await openMailServer()
})
afterAll(() => server[Symbol.asyncDispose]())

/** A mail as a reader sees it: headers unfolded, encoded words and both parts decoded. */
function read(raw: string) {
  const [head = '', ...rest] = raw.split(/\r?\n\r?\n/)
  const body = rest.join('\n\n')
  const headers = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const header = (name: string) =>
    headers
      .filter(line => line.toLowerCase().startsWith(`${name}:`))
      .map(line => decodeWords(line.slice(name.length + 1).trim()))
  const boundary = /boundary="?([^";]+)"?/.exec(head.replace(/\r?\n[ \t]+/g, ' '))?.[1] ?? 'none'
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map(part => {
      const [partHead = '', ...partBody] = part.trim().split(/\r?\n\r?\n/)
      return { head: partHead.toLowerCase(), text: decodeBody(partHead, partBody.join('\n\n')) }
    })
  return { headers, header, parts, longestLine: Math.max(...raw.split(/\r?\n/).map(line => line.length)) }
}

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?(q|b)\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decodeQuoted(word.replaceAll('_', ' ')),
    )

function decodeQuoted(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function decodeBody(head: string, body: string): string {
  if (/quoted-printable/i.test(head)) return decodeQuoted(body)
  return /base64/i.test(head) ? Buffer.from(body, 'base64').toString('utf8') : body
}

async function received(send: () => Promise<unknown>) {
  const before = new Set(server.mails())
  expect(await send()).toEqual({ ok: true })
  const [raw] = server.mails().filter(one => !before.has(one))
  return read(raw ?? '')
}

describe('a mail', () => {
  it('arrives with its headers, in text and in HTML, umlauts and all', async () => {
    const { header, parts } = await received(() =>
      notifier.send(mail(`smtp://127.0.0.1:${server.port}`), sampleNotice(), options()),
    )
    expect(header('subject')).toEqual(['❌ shop: the new version failed, the last good one runs again'])
    expect(header('from')).toEqual(['Redhook <redhook@example.com>'])
    expect(header('to')).toEqual(['team@example.com, Zoë Ößler <zoe@example.com>'])
    expect(header('message-id')).toEqual(['<msg_x_1@example.com>'])
    expect(header('auto-submitted')).toEqual(['auto-generated'])
    expect(header('date')).toEqual(['Sun, 22 Nov 2026 10:04:00 +0000'])
    expect(header('content-type')[0]).toContain('multipart/alternative')
    expect(parts.map(({ head }) => /content-type: (text\/\w+; charset=utf-8)/.exec(head)?.[1])).toEqual([
      'text/plain; charset=utf-8',
      'text/html; charset=utf-8',
    ])
    expect(parts[0]?.text).toContain('c0ffee0000 Größe & <b>price</b> (Zoë)')
    expect(parts[1]?.text).toContain('c0ffee0000 Größe &amp; &lt;b&gt;price&lt;/b&gt; (Zoë)')
    expect(parts[0]?.text).toContain('Deployment 42: https://redhook.example.com/deployments/42')
  })

  it('keeps to lines that every server takes, however long those of the log are', async () => {
    const notice = sampleNotice({ log: ['x'.repeat(400), 'ü'.repeat(400), '.', '..dots'] })
    const { parts, longestLine } = await received(() =>
      notifier.send(mail(`smtp://127.0.0.1:${server.port}`), notice, options()),
    )
    expect(longestLine).toBeLessThanOrEqual(998)
    for (const line of notice.log) expect(parts[0]?.text).toContain(line)
  })

  it('has no header and nobody to get it but ours, whatever the words of others are', async () => {
    const send = () =>
      notifier.send(mail(`smtp://127.0.0.1:${server.port}`), hostileNotice(), options({ id: 'msg_x_2' }))
    const { headers, header } = await received(send)
    expect(header('bcc')).toEqual([])
    expect(header('subject')).toHaveLength(1)
    expect(header('x-rcptto')).toEqual(['team@example.com, zoe@example.com'])
    expect(headers.map(line => line.split(':')[0]).filter(name => /victim/i.test(name ?? ''))).toEqual([])
  })

  it('is not sent to a server at a private address that is not allowed, by number or by name', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const sent = await notifier.send(
        mail(`smtp://${host}:${server.port}`),
        sampleNotice(),
        options({ allowPrivate: ['10.0.0.0/8'] }),
      )
      expect(sent).toMatchObject({ ok: false, isFinal: true, error: expect.stringContaining('server.notifyPrivate') })
    }
  })

  it('never hands a password to a server that cannot speak TLS', async () => {
    const before = server.mails().length
    const sent = await notifier.send(mail(`smtp://me:secret-pass@127.0.0.1:${server.port}`), sampleNotice(), options())
    expect(sent).toMatchObject({ ok: false, error: expect.stringMatching(/STARTTLS|TLS/i) })
    expect(JSON.stringify(sent)).not.toContain('secret-pass')
    expect(server.mails()).toHaveLength(before)
  })

  it('is not given to a server whose certificate nobody vouches for', async () => {
    await using impostor = await openMailServer({ tls: true })
    const sent = await notifier.send(mail(`smtps://127.0.0.1:${impostor.port}`), sampleNotice(), options())
    expect(sent).toMatchObject({ ok: false, error: expect.stringMatching(/self-signed certificate/) })
    expect(impostor.mails()).toEqual([])
  })

  it('that the server will never take is given up, and tried again where it is only away', async () => {
    await using small = await openMailServer({ maxBytes: 1_000 })
    expect(await notifier.send(mail(`smtp://127.0.0.1:${small.port}`), sampleNotice(), options())).toMatchObject({
      ok: false,
      isFinal: true,
      error: expect.stringContaining('552'),
    })
    await small[Symbol.asyncDispose]()
    expect(await notifier.send(mail(`smtp://127.0.0.1:${small.port}`), sampleNotice(), options())).toMatchObject({
      ok: false,
      isFinal: false,
      error: expect.stringContaining('ECONNREFUSED'),
    })
  })
})
