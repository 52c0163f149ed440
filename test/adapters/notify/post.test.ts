import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createNotifier } from '../../../src/adapters/notify/notifier.ts'
import { type Channel, channelSecrets } from '../../../src/core/notice/channel.ts'
import { createRedact } from '../../../src/core/redact.ts'
import type { SendOptions } from '../../../src/pipeline/ports/notifier.ts'
import { type Answering, openListener, status } from '../../support/http-listener.ts'
import { sampleNotice } from '../../support/notice-samples.ts'

const now = Date.UTC(2026, 10, 22, 10, 4)
const loopback = ['127.0.0.1', '::1']
const notifier = createNotifier(2_000)
const options = (changes: Partial<SendOptions> = {}): SendOptions => ({
  id: 'msg_1',
  now,
  allowPrivate: loopback,
  signal: new AbortController().signal,
  ...changes,
})
const slack = (url: string): Channel => ({ type: 'slack', url })

describe('what services are sent', () => {
  it('is a JSON post with its length and nothing that tells of the machine', async () => {
    await using listener = await openListener()
    expect(await notifier.send(slack(`${listener.url}/services/T0/B0/x?a=1`), sampleNotice(), options())).toEqual({
      ok: true,
    })
    const [heard] = listener.heard
    expect(heard).toMatchObject({ method: 'POST', path: '/services/T0/B0/x?a=1' })
    expect(heard?.headers).toEqual({
      host: `127.0.0.1:${listener.port}`,
      connection: 'close',
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(heard?.body ?? '')),
      'user-agent': 'Redhook',
      accept: 'application/json, text/plain',
    })
    expect(JSON.parse(heard?.body ?? '').blocks[2].text.text).toContain('*Commit:* 3f2a91c0de')
  })

  it('goes to the method of the bot at Telegram, and to the root of ntfy with the token as bearer', async () => {
    await using listener = await openListener()
    await notifier.send(
      { type: 'telegram', url: listener.url, token: '12:Ab_c', chat: '-1' },
      sampleNotice(),
      options(),
    )
    await notifier.send({ type: 'ntfy', url: listener.url, topic: 'staging', token: 'tk_x' }, sampleNotice(), options())
    expect(listener.heard.map(({ path }) => path)).toEqual(['/bot12:Ab_c/sendMessage', '/'])
    expect(listener.heard[1]?.headers.authorization).toBe('Bearer tk_x')
    expect(JSON.parse(listener.heard[1]?.body ?? '')).toMatchObject({ topic: 'staging', priority: 4, tags: ['x'] })
  })

  it('is signed for a webhook as Standard Webhooks says, with the same id at each attempt', async () => {
    await using listener = await openListener()
    const key = Buffer.alloc(32, 7)
    const channel: Channel = { type: 'webhook', url: `${listener.url}/hook`, secret: `whsec_${key.toString('base64')}` }
    await notifier.send(channel, sampleNotice(), options({ now }))
    await notifier.send(channel, sampleNotice(), options({ now: now + 30_500 }))
    const stamps = listener.heard.map(({ headers, body }) => {
      const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']]
      const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
      expect(headers['webhook-signature']).toBe(`v1,${expected}`)
      return [id, Number(timestamp) - now / 1000]
    })
    expect(stamps).toEqual([
      ['msg_1', 0],
      ['msg_1', 30],
    ])
    expect(JSON.parse(listener.heard[0]?.body ?? '')).toMatchObject({
      type: 'deployment.rolled_back',
      timestamp: '2026-11-22T10:04:00.000Z',
      data: { app: 'shop', deployment: 42 },
    })
  })

  it('has the signature of the example in the specification', async () => {
    const { renderWebhook } = await import('../../../src/adapters/notify/webhook.ts')
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const { headers, body } = renderWebhook(
      sampleNotice(),
      { url: 'https://x.example', secret },
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', now: 1_614_265_330_000 },
    )
    const signed = `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${body}`
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    // The one of the specification's own test, of its own payload: the same way to sign.
    const example = createHmac('sha256', key).update('msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}')
    expect(example.digest('base64')).toBe('g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
})

const failing: [string, Answering, object][] = [
  [
    '500 is tried again',
    status(500, {}, 'oops\u001b[31m\nnow'),
    { isFinal: false, error: expect.stringMatching(/answered 500: oops now$/) },
  ],
  [
    '503 with Retry-After in seconds waits that long',
    status(503, { 'retry-after': '120' }),
    { isFinal: false, retryAfterMs: 120_000 },
  ],
  [
    '429 with a date waits until then',
    status(429, { 'retry-after': new Date(now + 60_000).toUTCString() }),
    { isFinal: false, retryAfterMs: 60_000 },
  ],
  [
    '429 of Discord, in its JSON',
    status(429, {}, '{"message":"slow","retry_after":0.65}'),
    { isFinal: false, retryAfterMs: 650 },
  ],
  [
    '429 of Telegram, in its JSON',
    status(429, {}, '{"ok":false,"parameters":{"retry_after":7}}'),
    { retryAfterMs: 7_000 },
  ],
  ['429 that does not say', status(429, { 'retry-after': 'soon' }, 'x'), { isFinal: false }],
  [
    '404 is final, with its words',
    status(404, {}, 'no_service'),
    { isFinal: true, error: expect.stringContaining('answered 404: no_service') },
  ],
  ['408 may pass', status(408), { isFinal: false }],
  ['410 is final', status(410), { isFinal: true }],
  [
    'an answer without end is read only at its start',
    response => {
      response.writeHead(400)
      const go = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', go)
      }
      go()
    },
    { isFinal: true, error: expect.stringMatching(/answered 400: x{199}…$/) },
  ],
  ['a connection that breaks is tried again', response => response.destroy(), { isFinal: false }],
]

describe('what services answer', () => {
  it.each(failing)('%s', async (_title, answering, expected) => {
    await using listener = await openListener(answering)
    const sent = await notifier.send(slack(`${listener.url}/services/T0/B0/secretsecret`), sampleNotice(), options())
    expect(sent).toMatchObject({ ok: false, ...expected })
    expect(JSON.stringify(sent)).not.toContain('secretsecret')
  })

  it('counts as taken though the rest of the answer never comes', async () => {
    await using listener = await openListener(response => {
      response.writeHead(200)
      response.write('ok')
    })
    expect(await notifier.send(slack(listener.url), sampleNotice(), options())).toEqual({ ok: true })
  })

  it('is not waited for longer than the limit', async () => {
    await using listener = await openListener(() => undefined)
    const sent = await createNotifier(200).send(slack(listener.url), sampleNotice(), options())
    expect(sent).toEqual({ ok: false, isFinal: false, error: `127.0.0.1:${listener.port}: no answer within 0.2 s` })
  })

  it('leads nowhere: a redirect is not followed', async () => {
    await using other = await openListener()
    await using listener = await openListener(status(307, { location: other.url }))
    const sent = await notifier.send(slack(listener.url), sampleNotice(), options())
    expect(sent).toMatchObject({
      ok: false,
      isFinal: true,
      error: expect.stringContaining('redirects are not followed'),
    })
    expect(other.heard).toEqual([])
  })

  it('is given up at once when Redhook stops', async () => {
    await using listener = await openListener(() => undefined)
    const stop = new AbortController()
    const sending = notifier.send(slack(listener.url), sampleNotice(), options({ signal: stop.signal }))
    setTimeout(() => stop.abort(), 50)
    await expect(sending).rejects.toThrow()
  })

  it('may name the port that nobody listens at', async () => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    await new Promise(resolve => server.close(resolve))
    const port = typeof address === 'object' && address ? address.port : 0
    const sent = await notifier.send(slack(`http://127.0.0.1:${port}/`), sampleNotice(), options())
    expect(sent).toMatchObject({ ok: false, isFinal: false, error: expect.stringContaining('ECONNREFUSED') })
  })
})

describe('private addresses', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', '0x7f000001', '2130706433', '127.1', '[::ffff:127.0.0.1]'])(
    'are refused before anything is sent: %s',
    async host => {
      await using listener = await openListener()
      const sent = await notifier.send(
        slack(`http://${host}:${listener.port}/`),
        sampleNotice(),
        options({ allowPrivate: [] }),
      )
      expect(sent).toMatchObject({ ok: false, isFinal: true, error: expect.stringContaining('server.notifyPrivate') })
      expect(listener.heard).toEqual([])
    },
  )

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://[fd00::1]/',
    'http://0.0.0.0/',
  ])('are refused: %s', async url => {
    const sent = await notifier.send(slack(url), sampleNotice(), options({ allowPrivate: ['127.0.0.0/8'] }))
    expect(sent).toMatchObject({
      ok: false,
      isFinal: true,
      error: expect.stringContaining('not an address of the open internet'),
    })
  })

  it('are refused when a name leads to one that is not on the list, though others are', async () => {
    await using listener = await openListener()
    const sent = await notifier.send(
      slack(`http://localhost:${listener.port}/`),
      sampleNotice(),
      options({ allowPrivate: ['10.0.0.0/8'] }),
    )
    expect(sent).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^localhost is at (127\.0\.0\.1|::1), which is not/),
    })
  })

  it('are reached by name where the list allows them', async () => {
    await using listener = await openListener()
    const sent = await notifier.send(slack(`http://localhost:${listener.port}/`), sampleNotice(), options())
    expect(sent).toEqual({ ok: true })
  })
})

describe('the secrets of a channel', () => {
  it('are its URL or at least the way in it, its token, its password, its key', () => {
    const url = 'https://hooks.example.com/services/T0/B0/abcdef?sig=1'
    const redact = (channel: Channel) => createRedact(channelSecrets(channel))
    expect(redact({ type: 'slack', url })(`got ${url} and /services/T0/B0/abcdef?sig=1`)).toBe(
      'got [redacted] and [redacted]',
    )
    expect(
      redact({ type: 'telegram', url: 'https://api.telegram.org', token: '12:abcdef', chat: '1' })('/bot12:abcdef/x'),
    ).toBe('/bot[redacted]/x')
    const mail = {
      type: 'mail',
      url: 'smtps://me:p%40ssword@mail.example.com',
      from: 'a@b.example',
      to: ['c@d.example'],
    } as const
    expect(redact(mail)('p@ssword p%40ssword')).toBe('[redacted] [redacted]')
  })
})
