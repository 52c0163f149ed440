import { describe, expect, it } from 'vitest'
import type { ProviderName } from '../../../src/core/provider.ts'
import type { StatusReport } from '../../../src/core/report/report.ts'
import { type ForgeForm, startForgeStub } from '../../support/forge-stub.ts'
import { createProviderHouse } from '../../support/provider-house.ts'

const token = 'a-token-for-tests'
const commit = 'c'.repeat(40)
const never = new AbortController().signal
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const id = (value: number) => ({ id: value })

interface Sample {
  readonly forge: ProviderName
  readonly repository: string
  readonly form: ForgeForm
  /** What the status is sent to; undefined: the forge has none. */
  readonly status?: readonly [asked: string, body: object]
  /** How a comment is edited. */
  readonly edit: string
}

const link = 'https://redhook.example.com/deployments/41'
const words = { context: 'redhook/shop', description: 'Deployed in 41 s' }
const gitea = (name: 'gitea' | 'forgejo' | 'gogs', edit: string): Sample => ({
  forge: name,
  repository: 'acme/shop',
  form: {
    proof: ['authorization', `token ${token}`],
    comments: '/api/v1/repos/acme/shop/issues/12/comments',
    show: (number, body) => ({ ...id(number), body, user: id(1) }),
    list: items => items,
    textOf: ({ body }: { body: string }) => body,
    answers: {
      'GET /api/v1/user': id(1),
      [`POST /api/v1/repos/acme/shop/statuses/${commit}`]: {},
      'GET /api/v1/repos/acme/shop/collaborators/ada/permission': { permission: 'write' },
    },
  },
  ...(name === 'gogs'
    ? {}
    : {
        status: [
          `POST /api/v1/repos/acme/shop/statuses/${commit}`,
          { ...words, state: 'success', target_url: link },
        ] as const,
      }),
  edit,
})
const notes = '/api/v4/projects/acme%2Ftools%2Fshop/merge_requests/12/notes'
const cloud = '/2.0/repositories/acme/shop'
const dataCenter = '/rest/api/latest/projects/ACME/repos/shop'
const azure = '/acme/tools/_apis/git/repositories/shop'

const samples: Sample[] = [
  {
    forge: 'gitlab',
    repository: 'acme/tools/shop',
    form: {
      proof: ['private-token', token],
      comments: notes,
      show: (number, body) => ({ ...id(number), body, author: id(1) }),
      list: items => items,
      textOf: ({ body }: { body: string }) => body,
      answers: { 'GET /api/v4/user': id(1), [`POST /api/v4/projects/acme%2Ftools%2Fshop/statuses/${commit}`]: {} },
    },
    status: [
      `POST /api/v4/projects/acme%2Ftools%2Fshop/statuses/${commit}`,
      { name: words.context, description: words.description, state: 'success', target_url: link },
    ],
    edit: `PUT ${notes}/100`,
  },
  gitea('gitea', 'PATCH /api/v1/repos/acme/shop/issues/comments/100'),
  gitea('forgejo', 'PATCH /api/v1/repos/acme/shop/issues/comments/100'),
  gitea('gogs', 'PATCH /api/v1/repos/acme/shop/issues/12/comments/100'),
  {
    forge: 'bitbucket',
    repository: 'acme/shop',
    form: {
      proof: ['authorization', `Bearer ${token}`],
      comments: `${cloud}/pullrequests/12/comments`,
      show: (number, raw) => ({ ...id(number), content: { raw }, user: { uuid: '{1}' } }),
      list: values => ({ values }),
      textOf: ({ content }: { content: { raw: string } }) => content.raw,
      answers: { 'GET /2.0/user': { uuid: '{1}' }, [`POST ${cloud}/commit/${commit}/statuses/build`]: {} },
    },
    status: [
      `POST ${cloud}/commit/${commit}/statuses/build`,
      { key: words.context, name: words.context, state: 'SUCCESSFUL', description: words.description, url: link },
    ],
    edit: `PUT ${cloud}/pullrequests/12/comments/100`,
  },
  {
    forge: 'bitbucket-dc',
    repository: 'ACME/shop',
    form: {
      proof: ['authorization', `Bearer ${token}`],
      comments: `${dataCenter}/pull-requests/12/comments`,
      show: (number, text) => ({ ...id(number), version: 3, text }),
      listAt: `${dataCenter}/pull-requests/12/activities`,
      list: values => ({ values: values.map(comment => ({ commentAction: 'ADDED', comment })) }),
      textOf: ({ text }: { text: string }) => text,
      answers: { [`POST ${dataCenter}/commits/${commit}/builds`]: {} },
    },
    status: [
      `POST ${dataCenter}/commits/${commit}/builds`,
      { key: words.context, name: words.context, state: 'SUCCESSFUL', description: words.description, url: link },
    ],
    edit: `PUT ${dataCenter}/pull-requests/12/comments/100`,
  },
  {
    forge: 'azure',
    repository: 'acme/tools/shop',
    form: {
      proof: ['authorization', basic(`:${token}`)],
      comments: `${azure}/pullRequests/12/threads`,
      show: (number, content) => ({ ...id(7), comments: [{ ...id(number), content }] }),
      list: value => ({ value }),
      textOf: ({ content, comments }: { content?: string; comments?: { content: string }[] }) =>
        content ?? comments?.[0]?.content ?? '',
      answers: { [`POST ${azure}/commits/${commit}/statuses`]: {} },
    },
    status: [
      `POST ${azure}/commits/${commit}/statuses`,
      {
        ...{ state: 'succeeded', description: words.description, targetUrl: link },
        context: { genre: 'redhook', name: 'shop' },
      },
    ],
    edit: `PATCH ${azure}/pullRequests/12/threads/7/comments/100`,
  },
]

const status: StatusReport = { kind: 'status', commit, state: 'success', url: link, ...words }

async function open({ forge, repository, form }: Sample) {
  const stub = await startForgeStub(form)
  const apiUrl = forge === 'bitbucket' ? `${stub.url}/2.0` : undefined
  const settings = { url: stub.url, token, ...(apiUrl === undefined ? {} : { apiUrl }) }
  const house = createProviderHouse({ [forge]: settings })
  const at = { provider: forge, name: repository }
  return { stub, house, at, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() }
}

describe.each(samples)('$forge', sample => {
  it('sets a status', async () => {
    await using all = await open(sample)
    const { house, stub, at } = all
    expect(house.api.abilities(at)).toMatchObject({ statuses: sample.status !== undefined, checkRuns: false })
    const sent = await house.api.send(at, status, never)
    if (sample.status === undefined) expect(sent).toMatchObject({ ok: false, isFinal: true })
    else expect([sent, stub.requests]).toEqual([{ ok: true }, [{ asked: sample.status[0], body: sample.status[1] }]])
  })

  it('writes one comment and edits it, and a new one when somebody removed it', async () => {
    await using all = await open(sample)
    const { house, stub, at } = all
    const tell = (body: string) =>
      house.api.send(at, { kind: 'comment', number: 12, marker: 'redhook preview of shop', body }, never)
    expect(await tell('at port 1')).toEqual({ ok: true })
    expect(await tell('at port 2')).toEqual({ ok: true })
    expect(stub.requests.at(-1)?.asked).toBe(sample.edit)
    house.ids.clear()
    expect(await tell('at port 3')).toEqual({ ok: true })
    expect([...stub.comments]).toEqual([[100, '<!-- redhook preview of shop -->\nat port 3']])
    stub.comments.clear()
    expect(await tell('at port 4')).toEqual({ ok: true })
    expect([...stub.comments.values()]).toEqual(['<!-- redhook preview of shop -->\nat port 4'])
  })

  it('says what is wrong when it is refused, and keeps the token to itself', async () => {
    await using all = await open(sample)
    const { house, stub, at } = all
    const tell = () => house.api.send(at, { kind: 'comment', number: 12, marker: 'm', body: 'b' }, never)
    const seen = []
    for (const code of [301, 401, 403, 404, 422, 429, 503]) {
      stub.failNext(code, '{"message":"no such luck"}')
      const sent = await tell()
      expect(JSON.stringify(sent)).not.toContain(token)
      seen.push([code, !sent.ok && sent.isFinal])
    }
    expect(seen).toEqual([
      ...[301, 401, 403, 404, 422].map(code => [code, true]),
      ...[429, 503].map(code => [code, false]),
    ])
    await stub[Symbol.asyncDispose]()
    expect(await tell()).toMatchObject({ ok: false, isFinal: false, error: expect.stringContaining('not be reached') })
  })

  it('gives git its credentials', async () => {
    await using all = await open(sample)
    const given = await all.house.api.credentials(`${all.stub.url}/${sample.repository}.git`, undefined)
    expect(given).toMatchObject({ user: expect.stringMatching(/./), password: token })
  })
})

describe('a status that GitLab has already', () => {
  it('is no failure', async () => {
    await using all = await open(samples[0] as Sample)
    all.stub.failNext(400, '{"message":"Cannot transition status via :run from :running"}')
    expect(await all.house.api.send(all.at, status, never)).toEqual({ ok: true })
  })
})
