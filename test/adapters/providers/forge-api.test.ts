import { describe, expect, it } from 'vitest'
import type { CommentReport, StatusReport } from '../../../src/core/report/report.ts'
import { type ForgeSample, forgeSamples, openForge } from '../../support/forge-api/forges.ts'
import { gitlabApi } from '../../support/forge-api/gitlab.ts'
import type { Answer } from '../../support/forge-api/route.ts'

const never = new AbortController().signal
const commit = 'c'.repeat(40)
const hookUrl = 'https://redhook.example.com/webhook'
const status: StatusReport = {
  ...{ kind: 'status', commit, state: 'error', context: `redhook/${'long-'.repeat(9)}shop/preview` },
  ...{ description: 'No space is left', url: 'https://redhook.example.com/deployments/41' },
}
const comment = (body: string): CommentReport => ({ kind: 'comment', number: 12, marker: 'redhook preview', body })
const marked = (body: string) => `<!-- redhook preview -->\n${body}`

type Opened = Awaited<ReturnType<typeof openForge>>

/** Everything that is asked of a forge, as one call each. */
const calls = {
  'a status': ({ api, at }: Opened) => api.send(at, status, never),
  'a comment': ({ api, at }: Opened) => api.send(at, comment('here'), never),
  'open pull requests': ({ api, at }: Opened) => api.openPullRequests(at),
  'who may write': ({ api, at }: Opened) => api.mayWrite(at, 'ada'),
  'finding a hook': ({ api, at }: Opened) => api.setup.findHook(at, hookUrl),
  'making a hook': ({ api, at }: Opened) => api.setup.createHook(at, { url: hookUrl, secret: 'a secret' }),
  'pinging a hook': ({ api, at }: Opened) => api.setup.pingHook(at, '100'),
  'removing a hook': ({ api, at }: Opened) => api.setup.removeHook(at, '100'),
  'adding a key': ({ api, at }: Opened) =>
    api.setup.addDeployKey(at, { title: 'Redhook', publicKey: 'ssh-ed25519 AAAA redhook' }),
  'removing a key': ({ api, at }: Opened) => api.setup.removeDeployKey(at, '100'),
}

type CallName = keyof typeof calls
const callNames = Object.keys(calls) as CallName[]
const except = (...others: CallName[]) => callNames.filter(name => !others.includes(name))

/** The calls that each forge's adapter asks something for. */
const asked: Readonly<Record<ForgeSample['forge'], readonly CallName[]>> = {
  gitlab: callNames,
  gitea: callNames,
  forgejo: callNames,
  gogs: except('a status', 'open pull requests', 'who may write', 'pinging a hook'),
  bitbucket: except('who may write', 'pinging a hook'),
  'bitbucket-dc': except('who may write'),
  azure: ['a status', 'a comment', 'open pull requests'],
}

/** What came of it: a failure as its code, whichever way it is told. */
async function outcome(call: Promise<unknown>): Promise<{ code: string; error: string; waitMs?: number | undefined }> {
  try {
    const done = await call
    const sent = typeof done === 'object' && done !== null && 'ok' in done ? (done as { ok: boolean }) : { ok: true }
    if (sent.ok) return { code: 'ok', error: '' }
    const { error, isFinal, isDenied, retryAfterMs } = sent as Record<string, unknown>
    const waits = retryAfterMs === undefined ? 'PROVIDER_UNREACHABLE' : 'PROVIDER_LIMITED'
    return { code: isDenied ? 'PROVIDER_DENIED' : isFinal ? 'PROVIDER_FAILED' : waits, error: String(error) }
  } catch (error) {
    const { code, message, hint } = error as { code?: string; message: string; hint?: string }
    return { code: code ?? 'no code', error: `${message}. ${hint}` }
  }
}

const bad: readonly { title: string; answer: Answer | 'reset' | 'hang'; code: string }[] = [
  { title: '401', answer: { status: 401 }, code: 'PROVIDER_DENIED' },
  { title: '403', answer: { status: 403 }, code: 'PROVIDER_DENIED' },
  { title: '422', answer: { status: 422 }, code: 'PROVIDER_FAILED' },
  { title: '301', answer: { status: 301, headers: { location: 'https://else.example.com' } }, code: 'PROVIDER_FAILED' },
  { title: '429', answer: { status: 429, headers: { 'retry-after': '7' } }, code: 'PROVIDER_LIMITED' },
  { title: '500', answer: { status: 500 }, code: 'PROVIDER_UNREACHABLE' },
  { title: 'a cut connection', answer: 'reset', code: 'PROVIDER_UNREACHABLE' },
  { title: 'silence', answer: 'hang', code: 'PROVIDER_UNREACHABLE' },
  { title: 'half an answer', answer: { status: 200, body: '{"id": 1, "va' }, code: 'PROVIDER_UNREACHABLE' },
  { title: 'a page for people', answer: { status: 200, body: '<html>Sign in</html>' }, code: 'PROVIDER_UNREACHABLE' },
]

describe.each(forgeSamples)('$forge', sample => {
  it('takes every status and comment as it is sent', async () => {
    await using opened = await openForge(sample)
    const { api, at, state, house } = opened
    const says = sample.forge === 'gogs' ? { ok: false, isFinal: true } : { ok: true }
    for (const one of ['pending', 'success', 'failure', 'error'] as const)
      expect(await api.send(at, { ...status, state: one }, never)).toMatchObject(says)
    expect(state.statuses).toHaveLength(sample.forge === 'gogs' ? 0 : 4)
    for (const body of ['one', 'two']) expect(await api.send(at, comment(body), never)).toEqual({ ok: true })
    house.ids.clear()
    expect(await api.send(at, comment('three'), never)).toEqual({ ok: true })
    expect([...state.comments.values()]).toEqual([{ text: marked('three'), by: 'us' }])
  })

  it('leaves what strangers wrote under our marker alone, before and after ours', async () => {
    await using opened = await openForge(sample)
    const { api, at, state, house } = opened
    state.comments.set('7', { text: marked('mine'), by: 'mallory' })
    expect(await api.send(at, comment('one'), never)).toEqual({ ok: true })
    state.comments.set('900', { text: marked('mine, too'), by: 'mallory' })
    house.ids.clear()
    expect(await api.send(at, comment('two'), never)).toEqual({ ok: true })
    expect([...state.comments.values()].map(({ text }) => text)).toEqual(['mine', 'two', 'mine, too'].map(marked))
  })

  it('makes, finds on any page, pings and removes a hook and a deploy key', async () => {
    await using opened = await openForge(sample)
    const { api, at, state } = opened
    if (sample.forge === 'azure') {
      expect(await outcome(api.setup.findHook(at, hookUrl))).toMatchObject({ code: 'PROVIDER_DENIED' })
      return
    }
    expect(await api.setup.findHook(at, hookUrl)).toBeUndefined()
    for (const other of [1, 2, 3, 4]) await api.setup.createHook(at, { url: `${hookUrl}${other}`, secret: 'a secret' })
    const { id } = await api.setup.createHook(at, { url: hookUrl, secret: 'a secret' })
    state.most = 2
    const found = await api.setup.findHook(at, hookUrl)
    expect(found).toMatchObject({ id, isActive: true, events: expect.arrayContaining([]) })
    expect(found?.events.length).toBeGreaterThan(2)
    const sendsTests = sample.forge !== 'gogs' && sample.forge !== 'bitbucket'
    expect(await api.setup.pingHook(at, id)).toBe(sendsTests)
    expect(state.tests).toEqual(sendsTests ? [id] : [])
    await api.setup.removeHook(at, id)
    expect(await api.setup.findHook(at, hookUrl)).toBeUndefined()
    const key = await api.setup.addDeployKey(at, { title: 'Redhook', publicKey: 'ssh-ed25519 AAAA redhook' })
    expect(state.keys.size).toBe(1)
    await api.setup.removeDeployKey(at, key.id)
    expect(state.keys.size).toBe(0)
    expect(await outcome(api.setup.removeDeployKey(at, key.id))).toMatchObject({ code: 'PROVIDER_DENIED' })
  })

  it('lists every open pull request, forks told apart, also where the forge gives fewer at once', async () => {
    await using opened = await openForge(sample)
    const { api, at, state, served } = opened
    const { pull } = sample
    if (pull === undefined) {
      expect(await api.openPullRequests(at)).toBeUndefined()
      return
    }
    expect(await api.openPullRequests(at)).toEqual([])
    for (let number = 1; number <= 205; number++) state.pulls.push(pull(number, number === 203))
    const numbers = state.pulls.map((_, index) => index + 1)
    const all = await api.openPullRequests(at)
    expect(all?.map(({ number }) => number)).toEqual(numbers)
    expect(all?.[204]).toMatchObject({
      title: 'Change 205',
      author: 'ada',
      base: 'main',
      headBranch: 'change-205',
      isFork: false,
    })
    expect(commit.startsWith(all?.[204]?.head || 'none')).toBe(true)
    expect(all?.filter(({ isFork }) => isFork).map(({ number }) => number)).toEqual([203])
    state.most = 20
    const asked = served.asked.length
    expect((await api.openPullRequests(at))?.map(({ number }) => number)).toEqual(numbers)
    expect(served.asked.length - asked).toBeLessThanOrEqual(11)
  })

  it('knows who may write, where it can tell', async () => {
    await using opened = await openForge(sample)
    const { api, at } = opened
    const may = await Promise.all(['ada', 'bob', 'eve', 'nobody'].map(who => api.mayWrite(at, who)))
    const canTell = ['gitlab', 'gitea', 'forgejo'].includes(sample.forge)
    expect(may).toEqual(canTell ? [true, false, false, false] : [undefined, undefined, undefined, undefined])
  })

  it('names what went wrong with each of its requests, and never the token', async () => {
    await using usual = await openForge(sample)
    await using hasty = await openForge(sample, { limitMs: 60 })
    const seen: string[] = []
    for (const { title, answer, code } of bad) {
      const opened = answer === 'hang' ? hasty : usual
      for (const name of asked[sample.forge]) {
        opened.served.next(typeof answer === 'string' ? answer : { body: opened.refusal('no such luck'), ...answer })
        const came = await outcome(calls[name](opened))
        const says = typeof answer === 'string' || answer.body !== undefined ? '' : 'no such luck. '
        const isTold = came.code === code && came.error.includes(says) && !/a-token-for-tests|<html>/.test(came.error)
        if (!isTold) seen.push(`${name}: ${title} led to ${came.code}: ${came.error}`)
      }
    }
    expect(seen).toEqual([])
  })

  it('is asked for nothing but what its adapter can do', async () => {
    await using opened = await openForge(sample)
    const names: string[] = []
    for (const name of callNames) {
      const before = opened.served.asked.length
      await outcome(calls[name](opened))
      if (opened.served.asked.length > before) names.push(name)
    }
    expect(names).toEqual(asked[sample.forge])
  })

  it('takes an answer without what it should have for none', async () => {
    await using opened = await openForge(sample)
    const seen: string[] = []
    for (const name of asked[sample.forge].filter(one => !/removing|pinging|status/.test(one))) {
      const before = opened.served.asked.length
      for (let times = 0; times < 3; times++) opened.served.next({ status: 200, body: {} })
      const { code } = await outcome(calls[name](opened))
      // Whose permission is not told has none.
      if (code !== (name === 'who may write' && sample.forge !== 'gitlab' ? 'ok' : 'PROVIDER_UNREACHABLE'))
        seen.push(`${name} led to ${code}`)
      for (let left = 3 - (opened.served.asked.length - before); left > 0; left--) await fetch(opened.served.url)
    }
    expect([seen, [...opened.house.ids]]).toEqual([[], []])
  })

  it('is told that the token is wrong', async () => {
    await using opened = await openForge(sample, { token: 'another' })
    expect(await outcome(opened.api.send(opened.at, comment('here'), never))).toMatchObject({ code: 'PROVIDER_DENIED' })
  })

  it('sends the hook of its own making what Redhook understands, and nothing else', async () => {
    await using opened = await openForge(sample)
    if (sample.forge === 'azure') return expect(opened.api.abilities(opened.at).api).toBe(false)
    await opened.api.setup.createHook(opened.at, { url: hookUrl, secret: 'a secret' })
    const [made = {}] = opened.state.hooks.values()
    const switches = Object.keys(made).filter(key => key.endsWith('_events'))
    expect(((made.events as string[] | undefined) ?? switches).toSorted()).toEqual(hookEvents[sample.forge].split(' '))
  })
})

/** As the table of docs/providers.md has them, in the words of each API. */
const hookEvents: Readonly<Record<ForgeSample['forge'], string>> = {
  gitlab: 'merge_requests_events pipeline_events push_events releases_events tag_push_events',
  gitea: 'package pull_request push release repository workflow_run',
  forgejo: 'action_run_failure action_run_recover action_run_success package pull_request push release repository',
  gogs: 'pull_request push release',
  bitbucket:
    'pullrequest:created pullrequest:fulfilled pullrequest:rejected pullrequest:updated repo:push repo:transfer repo:updated',
  'bitbucket-dc':
    'pr:declined pr:deleted pr:from_ref_updated pr:merged pr:modified pr:opened repo:modified repo:refs_changed',
  azure: '',
}

const sampleOf = (name: string): ForgeSample => forgeSamples.find(({ forge }) => forge === name) as ForgeSample

describe('a secret to sign with', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

  it('is what GitLab signs with, and no token that it sends', async () => {
    await using opened = await openForge(sampleOf('gitlab'))
    await opened.api.setup.createHook(opened.at, { url: hookUrl, secret })
    expect([...opened.state.hooks.values()]).toMatchObject([{ signing_token: secret }])
    expect([...opened.state.hooks.values()][0]).not.toHaveProperty('token')
  })

  it('leaves no hook at a GitLab that signs nothing', async () => {
    const older = { ...sampleOf('gitlab'), api: (token: string) => gitlabApi(token, { signs: false }) }
    await using opened = await openForge(older)
    const made = opened.api.setup.createHook(opened.at, { url: hookUrl, secret })
    await expect(made).rejects.toMatchObject({ code: 'PROVIDER_FAILED', message: expect.stringContaining('signs no') })
    expect(opened.state.hooks.size).toBe(0)
  })
})

describe('the sign-in page of Azure DevOps', () => {
  it('is a token that is not taken, though its status says yes', async () => {
    await using opened = await openForge(sampleOf('azure'))
    opened.served.next({ status: 203, body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } })
    const sent = await opened.api.send(opened.at, status, never)
    expect(sent).toMatchObject({
      ok: false,
      isDenied: true,
      error: expect.stringContaining('is right and still valid'),
    })
    expect(opened.state.statuses).toEqual([])
  })
})

describe('a list without an end', () => {
  it('is no list of open pull requests', async () => {
    await using opened = await openForge(sampleOf('gitea'))
    const next = { link: '<https://forge/?page=2>; rel="next"' }
    for (let page = 0; page <= 100; page++) opened.served.next({ status: 200, body: [], headers: next })
    await expect(opened.api.openPullRequests(opened.at)).rejects.toMatchObject({ code: 'PROVIDER_FAILED' })
    expect(opened.served.asked).toHaveLength(100)
  })
})
