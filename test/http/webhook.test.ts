import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../support/app-samples.ts'
import { deliveryHeaders, pushPayload, signatureOf, testSecret } from '../support/github-push.ts'
import { exchange, rawPost, startTestServer, statusOf } from '../support/github-server.ts'

type Server = Awaited<ReturnType<typeof startTestServer>>
let server: Server

beforeAll(async () => {
  server = await startTestServer({
    apps: [
      testApp(),
      testApp({ name: 'any', repository: '*/any' }),
      testApp({ name: 'vault', repository: 'acme/vault' }),
      testApp({ name: 'shell', repository: 'acme/shell', branch: '$(touch pwned)' }),
    ],
    ownSecrets: new Map([['acme/vault', 'a secret of its own']]),
    secrets: [testSecret, 'the secret before'],
  })
})
afterAll(() => server[Symbol.asyncDispose]())

interface Answer {
  readonly status: number
  readonly body: {
    status?: string
    reason?: string
    code?: string
    detail?: string
    deployments?: { id: number; app: string; url: string }[]
  }
  readonly text: string
  readonly headers: Headers
}

async function send(
  body: string | Buffer,
  headers: Record<string, string | undefined> = {},
  path = '/webhook',
  to = server,
): Promise<Answer> {
  const all = Object.entries({ ...deliveryHeaders(body), ...headers }).filter(([, value]) => value !== undefined)
  const bytes = new Uint8Array(Buffer.from(body))
  const answer = await fetch(to.url + path, { method: 'POST', headers: all as [string, string][], body: bytes })
  const text = await answer.text()
  return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : {}, headers: answer.headers }
}

const push = (fields: object = {}, repository = 'acme/shop') => JSON.stringify(pushPayload({ repository, fields }))
const signature = (value: string | undefined) => ({ 'x-hub-signature-256': value })
const rawHeaders = (body: string) =>
  [['host', 'localhost'], ['connection', 'close'], ...Object.entries(deliveryHeaders(body))] as [string, string][]

describe('a signed push to a deployed branch', () => {
  it('is queued, with a link to its deployment', async () => {
    const { status, body } = await send(push(), { 'x-github-delivery': 'first' })
    expect(status).toBe(202)
    const [deployment] = body.deployments ?? []
    expect(body).toEqual({ delivery: 'first', status: 'queued', deployments: [deployment] })
    expect(deployment).toEqual({ id: deployment?.id, app: 'shop', url: `/api/v1/deployments/${deployment?.id}` })
    expect(server.store.get(deployment?.id ?? 0)).toMatchObject({
      app: 'shop',
      repository: 'acme/shop',
      branch: 'main',
      state: 'queued',
      cause: { kind: 'push', delivery: 'first', after: 'b'.repeat(40), pusher: 'octocat' },
    })
    expect(server.woken()).toBeGreaterThan(0)
  })

  it('answers the curl of a person who has only a name, a ref and a pusher', async () => {
    const body = '{"repository": {"name": "any"}, "ref": "refs/heads/main", "pusher": {"name": "me"}}'
    expect(await send(body)).toMatchObject({ status: 202, body: { deployments: [{ app: 'any' }] } })
    const { body: refused } = await send(body.replace('"any"', '"shop"'))
    expect(refused).toMatchObject({ status: 'ignored', reason: expect.stringContaining("no '*/shop'") })
  })

  it('names the owner of the payload where the registry leaves it open', async () => {
    const { body } = await send(push({}, 'somebody/any'))
    expect(server.store.get(body.deployments?.[0]?.id ?? 0)).toMatchObject({ repository: 'somebody/any' })
  })

  it.each(['/webhook', '/webhook/', '/webhook/github', '/webhook/github/', '/webhook?x=1', '/webhook/github?x'])(
    'comes in at %s',
    async path => {
      expect((await send(push(), {}, path)).status).toBe(202)
    },
  )

  it('links to the public address where there is one', async () => {
    await using other = await startTestServer({ settings: { publicUrl: 'https://deploy.example.com' } })
    const { body } = await send(push(), {}, '/webhook', other)
    expect(body.deployments?.[0]?.url).toBe('https://deploy.example.com/api/v1/deployments/1')
  })

  it('greets a ping and says what the hook feeds', async () => {
    const zen = { zen: 'Keep it logically awesome.', hook: { config: { content_type: 'json' } } }
    expect(await send(JSON.stringify(zen), { 'x-github-event': 'ping' })).toMatchObject({
      status: 200,
      body: { status: 'pong', reason: 'the hook works' },
    })
    const { body } = await send(JSON.stringify({ ...zen, repository: { full_name: 'acme/shop' } }), {
      'x-github-event': 'ping',
    })
    expect(body.reason).toBe('the hook works; acme/shop feeds shop')
  })
})

describe('hard cases of signatures', () => {
  const body = push()
  it.each([
    ['1: no signature', signature(undefined)],
    ['1: an empty signature', signature('')],
    ['1: the prefix alone', signature('sha256=')],
    ['3: no prefix', signature(signatureOf(body).slice(7))],
    ['3: sha1', signature(`sha1=${'0'.repeat(40)}`)],
    ['3: only the old header', { ...signature(undefined), 'x-hub-signature': `sha1=${'0'.repeat(40)}` }],
    ['4: too short', signature(signatureOf(body).slice(0, -1))],
    ['5: not hex', signature(`sha256=${'z'.repeat(64)}`)],
    ['5: trailing junk', signature(`${signatureOf(body)}ab`)],
    ['6: upper case', signature(signatureOf(body).toUpperCase().replace('SHA', 'sha'))],
    ['8: of other bytes', signature(signatureOf(`${body} `))],
    ['27: the header of another forge', { ...signature(undefined), 'x-gitlab-token': testSecret }],
  ])('%s is 401, the same to the byte', async (_, headers) => {
    const answer = await send(body, headers)
    const reference = await send('{}', signature('sha256=nonsense'))
    expect([answer.status, answer.text]).toEqual([401, reference.text])
  })

  it('2: a signature sent twice is 401, though both are right', async () => {
    const twice: [string, string] = ['x-hub-signature-256', signatureOf(body)]
    const headers = [...rawHeaders(body), twice, ['content-length', String(body.length)] as const]
    expect(statusOf(await exchange(server.port, [rawPost('/webhook', headers, body)]))).toBe(401)
  })

  it('1, 31: no signature is worth nothing to a body that is not even JSON', async () => {
    expect((await send('not json', signature('sha256='))).status).toBe(401)
  })

  it('8: the bytes count, not what they say: spaces, 1.0, escapes and emoji', async () => {
    const odd = `{ "ref" : "refs/heads/main", "n": 1.0,\n "e": "\\u00e9 \u{1F680}", "repository": {"full_name": "acme\\/shop"} }`
    expect((await send(odd)).status).toBe(202)
  })

  it('24: the secret before is good too during a rotation', async () => {
    expect((await send(body, signature(signatureOf(body, 'the secret before')))).status).toBe(202)
    expect((await send(body, signature(signatureOf(body, 'the one before that')))).status).toBe(401)
  })

  it('25, 40: neither the right signature nor the secret shows up in an answer or the log', async () => {
    const answers = await Promise.all([
      send(body),
      send(body, signature(signatureOf(body, 'wrong'))),
      send('[]'),
      send('{'),
    ])
    const shown = answers.map(answer => answer.text + JSON.stringify([...answer.headers])).join() + server.logged.join()
    for (const hidden of [signatureOf(body), signatureOf('[]'), signatureOf('{')])
      expect(shown).not.toContain(hidden.slice(7))
    expect(shown).not.toContain(testSecret)
  })
})

describe('hard cases of payloads', () => {
  it.each([
    ['10: a byte order mark', '\uFEFF{}'],
    ['10: invalid UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['13: null', 'null'],
    ['13: a number', '42'],
    ['13: a list', '[]'],
    ['13: a string', '"x"'],
    ['13: an empty object', '{}'],
    ['13: an empty body', ''],
    ['13: a repository that is a list', push({ repository: [] })],
    ['14: 100,000 lists in one another, not closed', '['.repeat(100_000)],
  ])('%s, signed, is 400 with a reason', async (_, body) => {
    const answer = await send(body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', detail: expect.any(String) } })
  })

  it('11: of two refs the last one counts', async () => {
    const body = push().replace('{"ref":"refs/heads/main"', '{"ref":"refs/heads/other","ref":"refs/heads/main"')
    expect((await send(body)).status).toBe(202)
  })

  it('12: __proto__ is a key like any other, and an event like any other', async () => {
    const body = '{"__proto__": {"ref": "refs/heads/main"}, "constructor": {"prototype": {}}}'
    expect((await send(body)).status).toBe(400)
    expect(await send(body, { 'x-github-event': '__proto__' })).toMatchObject({
      status: 200,
      body: { status: 'ignored' },
    })
    expect(({} as Record<string, unknown>).ref).toBeUndefined()
  })

  it('13: wrong types where nobody reads do no harm', async () => {
    expect((await send(push({ commits: null, sender: 7, head_commit: [] }))).status).toBe(202)
  })

  it('14: 100,000 lists in one another are queued like anything else', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect((await send(push().replace('{', `{"deep":${deep},`))).status).toBe(202)
  })

  it('21: a form with one payload is queued, one with two or none is 400', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const payload = `payload=${encodeURIComponent(push())}`
    expect((await send(payload, form)).status).toBe(202)
    expect((await send(`${payload}&${payload}`, form)).status).toBe(400)
    expect((await send('other=1', form)).status).toBe(400)
  })

  it.each([
    ['another content type', { 'content-type': 'text/plain' }],
    ['19: a compressed body', { 'content-encoding': 'gzip' }],
  ])('%s is 415, but 401 when it is not signed', async (_, headers) => {
    expect((await send(push(), headers)).status).toBe(415)
    expect((await send(push(), { ...headers, ...signature(undefined) })).status).toBe(401)
  })

  it('a missing event header is 400', async () => {
    expect(await send(push(), { 'x-github-event': undefined })).toMatchObject({
      status: 400,
      body: { detail: 'the request does not say which event it tells of' },
    })
  })

  it.each([
    ['31: shell words in a branch', { ref: 'refs/heads/$(touch${IFS}pwn);`id`' }, 'shop deploys main'],
    ['32: an option as a branch', { ref: 'refs/heads/--upload-pack=touch x' }, 'shop deploys main'],
    [
      '33: a clone URL of the sender',
      { ref: 'refs/heads/x', repository: { full_name: 'acme/shop', clone_url: 'ext::sh -c id' } },
      'shop deploys main',
    ],
    ['34: a path as a name', { repository: { full_name: '../shop' } }, '../shop is not in the registry'],
    [
      '35: the name under another owner',
      { repository: { full_name: 'evil/shop' } },
      'evil/shop is not in the registry',
    ],
    ['a tag', { ref: 'refs/tags/v1' }, 'v1 is a tag'],
    ['a deleted branch', { deleted: true }, 'was deleted'],
  ])('%s is 200 ignored, and says why', async (_, fields, reason) => {
    const { status, body } = await send(push(fields))
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'ignored', reason: expect.stringContaining(reason) })
  })

  it('31: a branch of shell words that the registry asks for is queued literally', async () => {
    const { status } = await send(push({ ref: 'refs/heads/$(touch pwned)' }, 'acme/shell'))
    expect(status).toBe(202)
    expect(server.store.latest().get('shell')?.branch).toBe('$(touch pwned)')
  })

  it('35: letters may be of another case', async () => {
    expect((await send(push({}, 'Acme/SHOP'))).status).toBe(202)
  })

  it.each(['issues', 'star', 'an-event-of-tomorrow'])('38: the event %s is 200 ignored, with a reason', async event => {
    const { status, body } = await send('{"action":"x"}', { 'x-github-event': event })
    expect([status, body.status, body.reason]).toEqual([200, 'ignored', `Redhook does not act on the event ${event}`])
  })

  it('36: a repository that is not in the registry is a warning in the log', async () => {
    await send(push({}, 'acme/renamed'))
    expect(
      server.logged.filter(line => line.includes('"warn"') && line.includes('acme/renamed is not in the registry')),
    ).toHaveLength(1)
  })

  it('39: line ends and escapes in a ref stay one line of JSON in the log', async () => {
    await send(push({ repository: { full_name: 'acme/x\n\u001b[31m{"level":"error"}' } }))
    expect(server.logged.at(-1)).toContain('acme/x')
    for (const raw of ['\n', '\u001b']) expect(server.logged.at(-1)).not.toContain(raw)
  })
})

describe('hard cases of delivery ids', () => {
  it('22: the same id twice is a duplicate of the first, with a reason', async () => {
    const headers = { 'x-github-delivery': 'again' }
    const first = await send(push(), headers)
    const second = await send(push(), headers)
    expect([first.status, second.status]).toEqual([202, 200])
    expect(second.body).toMatchObject({ delivery: 'again', status: 'duplicate', deployments: first.body.deployments })
    expect(second.body.reason).toBeTruthy()
  })

  it('22: the same id many times at once is queued once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send(push(), { 'x-github-delivery': 'at once' })),
    )
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.status === 'duplicate')).toHaveLength(9)
  })

  it('22: an unsigned request cannot take an id away', async () => {
    const headers = { 'x-github-delivery': 'mine' }
    await send(push(), { ...headers, ...signature('sha256=') })
    expect((await send(push(), headers)).status).toBe(202)
  })

  it('22: a known id that led to nothing is decided again, one whose deployment failed runs again', async () => {
    await using other = await startTestServer({ apps: [testApp()] })
    const headers = { 'x-github-delivery': 'redelivered' }
    const { body } = await send(push(), headers, '/webhook', other)
    const id = body.deployments?.[0]?.id ?? 0
    other.store.claim(Date.now())
    other.store.finish(id, 'failed', Date.now(), { reason: 'broken' })
    const again = await send(push(), headers, '/webhook', other)
    expect(again.status).toBe(202)
    expect(again.body.deployments?.[0]?.id).toBeGreaterThan(id)
  })

  it('without an id the hash of the body is the id', async () => {
    const body = push({ note: 'no id' })
    const { body: answer } = await send(body, { 'x-github-delivery': undefined })
    expect(answer).toMatchObject({ delivery: expect.stringMatching(/^body-[0-9a-f]{64}$/), status: 'queued' })
    expect((await send(body, { 'x-github-delivery': undefined })).body.status).toBe('duplicate')
  })
})

describe("a repository's own secret", () => {
  const body = push({}, 'acme/vault')
  const own = signature(signatureOf(body, 'a secret of its own'))

  it('26: is good at its own URL, in any case of letters', async () => {
    expect((await send(body, own, '/webhook/github/acme/vault')).status).toBe(202)
    expect((await send(body, own, '/webhook/github/ACME/Vault/')).status).toBe(202)
  })

  it('26: keeps the repository away from the general URL', async () => {
    expect((await send(body, own)).status).toBe(401)
    expect(await send(body)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('acme/vault has its own secret') },
    })
  })

  it('26: opens its URL to no other repository', async () => {
    const other = push()
    const answer = await send(other, signature(signatureOf(other, 'a secret of its own')), '/webhook/github/acme/vault')
    expect(answer).toMatchObject({ status: 403, body: { detail: 'this URL belongs to acme/vault, not to acme/shop' } })
  })

  it('makes no difference between a name that is unknown, one without a secret, and a wrong signature', async () => {
    const paths = [
      '/webhook/github/acme/vault',
      '/webhook/github/acme/shop',
      '/webhook/github/no/body',
      '/webhook/github/%zz/x',
    ]
    const texts = await Promise.all(paths.map(async path => (await send(body, {}, path)).text))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('"status":401')
  })
})

describe('hard cases of transport', () => {
  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is 405 and says what is allowed', async method => {
    const answer = await fetch(`${server.url}/webhook`, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it.each(['/webhookx', '/webhook/gitlabx', '/webhook/github/acme', '/webhook/github//a/b', '/webhook/__proto__'])(
    '%s is 404',
    async path => {
      expect((await send(push(), {}, path)).status).toBe(404)
    },
  )

  const chunked = (body: string) =>
    `${rawPost('/webhook', [...rawHeaders(body), ['transfer-encoding', 'chunked']], '')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

  it('16: a chunked body without a length is queued', async () => {
    expect(statusOf(await exchange(server.port, [chunked(push())]))).toBe(202)
  })

  const body = push()
  const length = ['content-length', String(body.length)] as [string, string]
  it.each([
    ['17: a length that is no number', [['content-length', 'abc']]],
    ['17: two lengths', [length, ['content-length', String(body.length + 1)]]],
    ['17: a length and chunks', [length, ['transfer-encoding', 'chunked']]],
  ] as [string, [string, string][]][])('%s is 400', async (_, headers) => {
    expect(statusOf(await exchange(server.port, [rawPost('/webhook', [...rawHeaders(body), ...headers], body)]))).toBe(
      400,
    )
  })

  it.each([
    ['no Host', (headers: [string, string][]) => headers.slice(1)],
    ['a bad Host', (headers: [string, string][]) => [['host', 'a b/c'] as [string, string], ...headers.slice(1)]],
  ])('20: %s is 400', async (_, change) => {
    expect(
      statusOf(await exchange(server.port, [rawPost('/webhook', [...change(rawHeaders(body)), length], body)])),
    ).toBe(400)
  })

  it('20: two requests on one connection get their answers in order', async () => {
    const other = push({ ref: 'refs/tags/v9' })
    const one = rawPost('/webhook', [...rawHeaders(body).filter(([name]) => name !== 'connection'), length], body)
    const two = rawPost('/webhook', [...rawHeaders(other), ['content-length', String(other.length)]], other)
    const raw = await exchange(server.port, [one + two])
    expect(raw.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 202', 'HTTP/1.1 200'])
    expect(raw).toContain('v9 is a tag')
  })

  it('20: a whole URL as the target is understood', async () => {
    expect(
      statusOf(await exchange(server.port, [rawPost('http://localhost/webhook', [...rawHeaders(body), length], body)])),
    ).toBe(202)
  })

  it('a body in many pieces is put together', async () => {
    const raw = rawPost('/webhook', [...rawHeaders(body), length], body)
    const pieces = [raw.slice(0, 700), raw.slice(700, 900), raw.slice(900)]
    expect(statusOf(await exchange(server.port, pieces))).toBe(202)
  })
})

describe('bounds', () => {
  const limits = { bodyBytes: 4_000, largeFrom: 1_000, largeAtOnce: 1, placeWaitMs: 200 }
  const timeouts = { headersMs: 300, requestMs: 500, checkMs: 50 }
  let small: Server
  beforeAll(async () => {
    small = await startTestServer({ limits, timeouts })
  })
  afterAll(() => small[Symbol.asyncDispose]())

  it('15: a body that is announced too large is 413 before it is sent', async () => {
    const head = rawPost(
      '/webhook',
      [
        ['host', 'x'],
        ['content-length', '4001'],
      ],
      '',
    )
    const raw = await exchange(small.port, [head])
    expect([statusOf(raw), raw.includes('connection: close')]).toEqual([413, true])
  })

  it('15, 16: a body that grows too large is 413 while it streams', async () => {
    const head = rawPost(
      '/webhook',
      [
        ['host', 'x'],
        ['transfer-encoding', 'chunked'],
      ],
      '',
    )
    const chunk = `3e8\r\n${'x'.repeat(1_000)}\r\n`
    expect(statusOf(await exchange(small.port, [head, chunk, chunk, chunk, chunk, chunk]))).toBe(413)
  })

  it('18: slow headers and a slow body are cut off with 408', async () => {
    expect(statusOf(await exchange(small.port, ['POST /webhook HTTP/1.1\r\nhost: x\r\n']))).toBe(408)
    const half = rawPost(
      '/webhook',
      [
        ['host', 'x'],
        ['content-length', '100'],
      ],
      'half',
    )
    expect(statusOf(await exchange(small.port, [half]))).toBe(408)
  })

  it('lets a large body wait for its place, turns it away in the end, and small ones pass by', async () => {
    const large = JSON.stringify(pushPayload({ bytes: 2_000 }))
    expect(large.length).toBeGreaterThan(limits.largeFrom)
    const takePlace = ({ url }: Server) => {
      const slow = request(`${url}/webhook`, { method: 'POST', headers: { 'content-length': 1_500 } })
      slow.on('error', () => {})
      slow.write('x'.repeat(1_200))
      return slow
    }
    await using hasty = await startTestServer({ limits })
    const stays = takePlace(hasty)
    const offer = async (to: Server) => (await send(large, {}, '/webhook', to)).status
    // The first may come before it.
    await expect.poll(() => offer(hasty)).toBe(503)
    const turnedAway = await send(large, {}, '/webhook', hasty)
    expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '10'])
    expect((await send('{}', { 'x-github-event': 'star' }, '/webhook', hasty)).status).toBe(200)
    stays.destroy()

    await using patient = await startTestServer({ limits: { ...limits, placeWaitMs: 60_000 } })
    const leaves = takePlace(patient)
    const waiting = offer(patient)
    leaves.destroy()
    expect(await waiting).toBe(202)
    expect(await offer(patient)).toBe(202)
  })

  it('a sender that goes away in the middle leaves no trace', async () => {
    const gone = request(`${small.url}/webhook`, { method: 'POST', headers: { 'content-length': 100 } })
    gone.on('error', () => {})
    gone.write('half')
    await sleep(50)
    gone.destroy()
    await new Promise(closed => gone.once('close', closed))
    expect((await send('{}', { 'x-github-event': 'star' }, '/webhook', small)).status).toBe(200)
    expect(small.logged.filter(line => line.includes('"error"'))).toEqual([])
  })
})

describe('client addresses', () => {
  it('28: only listed clients come in, judged by what trusted proxies say', async () => {
    await using guarded = await startTestServer({
      allowFrom: ['203.0.113.0/24'],
      trustedProxies: ['127.0.0.1', '10.0.0.0/8'],
    })
    const from = async (forwardedFor: string | undefined) =>
      (await send(push(), { 'x-forwarded-for': forwardedFor }, '/webhook', guarded)).status
    expect(await from('203.0.113.7')).toBe(202)
    expect(await from('203.0.113.7, 10.1.1.1')).toBe(202)
    expect(await from('203.0.113.7, 198.51.100.1')).toBe(403)
    expect(await from('203.0.113.7:443')).toBe(403)
    expect(await from('bogus')).toBe(403)
    expect(await from(undefined)).toBe(403)
  })

  it('28: a forged header of a stranger counts for nothing', async () => {
    await using guarded = await startTestServer({ allowFrom: ['203.0.113.0/24'] })
    const answer = await send(
      push(),
      { 'x-forwarded-for': '203.0.113.7', ...signature('sha256=') },
      '/webhook',
      guarded,
    )
    expect([answer.status, answer.body.code]).toEqual([403, 'FORBIDDEN'])
  })
})

describe('uniform replies', () => {
  it('are the same 200 ok for everybody on the hook path', async () => {
    await using uniform = await startTestServer({
      settings: { replies: 'uniform' },
      limits: { bodyBytes: 3_000, largeFrom: 3_000, largeAtOnce: 1, placeWaitMs: 100 },
    })
    const sent = [
      send(push(), {}, '/webhook', uniform),
      send(push({}, 'no/body'), {}, '/webhook', uniform),
      send(push(), signature('wrong'), '/webhook', uniform),
      send('[]', {}, '/webhook', uniform),
      send('x'.repeat(3_500), {}, '/webhook', uniform),
      send('{}', {}, '/webhook/github/no/body', uniform),
    ]
    const answers = await Promise.all(sent)
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 ok']))
    const got = await fetch(`${uniform.url}/webhook`)
    expect([got.status, await got.text(), got.headers.get('allow')]).toEqual([200, 'ok', null])
    expect(uniform.store.counts().queued).toBe(1)
  })

  it('never call a delivery ok that could not be stored', async () => {
    const record = () => Promise.reject(new Error('disk full'))
    await using uniform = await startTestServer({ settings: { replies: 'uniform' }, record })
    const answer = await send(push(), {}, '/webhook', uniform)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30'])
    expect(answer.text).not.toContain('disk full')
  })
})

describe('the queue behind the hook', () => {
  it('47: the answer does not wait for a running deployment', async () => {
    await using busy = await startTestServer()
    await send(push(), {}, '/webhook', busy)
    expect(busy.store.claim(Date.now())?.state).toBe('running')
    expect((await send(push(), {}, '/webhook', busy)).status).toBe(202)
    expect(busy.store.counts()).toEqual({ queued: 1, running: 1 })
  })

  it('48: of a burst of pushes to one app one waits', async () => {
    await using burst = await startTestServer()
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(push(), {}, '/webhook', burst)))
    expect(answers.every(({ status }) => status === 202)).toBe(true)
    expect(burst.store.counts()).toEqual({ queued: 1, running: 0 })
  })
})
