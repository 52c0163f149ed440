import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { repositoryId } from './github-push.ts'
import type { Delivered, DeploymentJson, Server } from './sandbox.ts'

/** Many tests ask at once; what they ask costs the machine that they all share. An end is waited for longer than a step. */
const askEveryMs = { step: 150, end: 350 }

/** A connection of its own: one that was kept may have been closed while a test waited for git. */
const once = { connection: 'close' }

/** What can be asked of a Redhook over HTTP, wherever it runs. */
export type Client = Pick<
  Server,
  'url' | 'output' | 'api' | 'deliver' | 'deployment' | 'deployments' | 'settled' | 'until' | 'log' | 'deploy'
>

export interface ClientOptions {
  readonly url: string
  readonly secret: string
  readonly token: string
  /** Every answer goes here, to be looked at for secrets. */
  readonly seen: string[]
  /** What Redhook printed so far, for the message of a failure. */
  output(): string
}

/** Speaks to a Redhook as GitHub does, and as its operator does. */
export function createClient({ url, secret, token, seen, output }: ClientOptions): Client {
  const api: Server['api'] = async (path, init) => {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { ...once, authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init?.headers },
    })
    const text = await response.text()
    seen.push(text)
    return new Response(text, { status: response.status, headers: response.headers })
  }
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const response = await api(path)
    const text = await response.text()
    if (!text.startsWith('{')) throw new Error(`${path} was answered ${response.status} ${JSON.stringify(text)}`)
    return JSON.parse(text) as Answer
  }
  const deployment = (id: number) => ask<DeploymentJson>(`/api/v1/deployments/${id}`)
  const waitUntil = async (
    id: number,
    holds: (now: DeploymentJson) => boolean,
    everyMs: number,
    timeoutMs = 240_000,
  ): Promise<DeploymentJson> => {
    const end = Date.now() + timeoutMs
    for (;;) {
      const now = await deployment(id)
      if (holds(now)) return now
      if (now.finishedAt !== undefined || Date.now() > end)
        throw new Error(`deployment ${id} is still ${JSON.stringify(now, undefined, 2)}\n${output()}`)
      await sleep(everyMs)
    }
  }
  const client: Client = {
    url,
    output,
    api,
    deployment,
    async deployments(app) {
      const query = app === undefined ? '' : `&app=${app}`
      const { deployments } = await ask<{ deployments: DeploymentJson[] }>(`/api/v1/deployments?limit=100${query}`)
      return deployments
    },
    async deliver(
      repository,
      { branch = 'main', after = repository.git('rev-parse', 'HEAD'), id = randomUUID() } = {},
    ) {
      const body = JSON.stringify({
        ref: `refs/heads/${branch}`,
        before: '0'.repeat(40),
        after,
        repository: {
          id: repositoryId(repository.name),
          name: repository.name.split('/')[1],
          full_name: repository.name,
        },
        pusher: { name: 'ada' },
      })
      const response = await fetch(`${url}/webhook`, {
        method: 'POST',
        body,
        headers: {
          ...once,
          'content-type': 'application/json',
          'x-github-event': 'push',
          'x-github-delivery': id,
          'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        },
      })
      const text = await response.text()
      seen.push(text)
      if (!text.startsWith('{')) throw new Error(`the push was answered ${response.status} ${JSON.stringify(text)}`)
      return { status: response.status, body: JSON.parse(text) as Delivered }
    },
    until: (id, holds, timeoutMs) => waitUntil(id, holds, askEveryMs.step, timeoutMs),
    async log(id) {
      const lines = (await (await api(`/api/v1/deployments/${id}/log`)).text()).split('\n').filter(Boolean)
      return lines.map(line => (JSON.parse(line) as { text: string }).text).join('\n')
    },
    settled: (id, timeoutMs) =>
      waitUntil(id, ({ status }) => status !== 'queued' && status !== 'running', askEveryMs.end, timeoutMs),
    async deploy(repository, files, options = {}) {
      const after = repository.push(files, options)
      const { body } = await client.deliver(repository, { after, ...options })
      const [first] = body.deployments ?? []
      if (!first) throw new Error(`not queued: ${JSON.stringify(body)}`)
      return client.settled(first.id)
    },
  }
  return client
}
