import { execFileSync } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { repositoryId } from './github-push.ts'
import { type GitHubStub, startGitHubStub } from './github-stub.ts'
import { containersOf } from './live-app.ts'
import { sampleApp } from './sample-app.ts'
import { type DeploymentJson, type Files, openSandbox, type Repository, type Sandbox, type Server } from './sandbox.ts'

/** A sandbox whose app has previews, with GitHub's API beside it. */
export interface PreviewStage extends AsyncDisposable {
  readonly box: Sandbox
  readonly stub: GitHubStub
  readonly repository: Repository
  readonly app: string
  /** The port of the app itself. */
  readonly port: number
  readonly server: Server
  /** Writes the registry with these settings of previews and more of the app. */
  register(previews: Record<string, unknown>, more?: Record<string, unknown>): void
  /** Starts Redhook, anew where one runs already. */
  restart(): Promise<Server>
  /** Commits onto a branch of its own and shows it as the head of a pull request, as GitHub does: of `fork`, where one is named. Returns the commit. */
  push(number: number, files: Files, fork?: string): string
  /** Posts GitHub's event of a pull request; returns the answer. */
  tell(action: string, number: number, more?: EventChanges): Promise<{ status: number; body: string }>
  /** The preview's newest deployment, once it has ended. */
  deployed(number: number, commit?: string): Promise<DeploymentJson>
  /** Waits until nothing labelled as of that Compose project is left. */
  gone(number: number): Promise<void>
  /** The published port of the preview's web service. */
  portOf(number: number): number
  /** What the pull request says of its preview. */
  comment(number: number): string
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>
}

export interface EventChanges {
  readonly isFork?: boolean
  readonly label?: string
  readonly sender?: string
  readonly isMerged?: boolean
  readonly base?: string
  readonly head?: string
}

/** What Docker has of a Compose project, one line for each thing. */
export function thingsOf(project: string): string[] {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`]
  const ask = (...words: string[]) =>
    execFileSync('docker', [...words, ...filter], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
  return [
    ...ask('ps', '-aq').map(id => `container ${id}`),
    ...ask('network', 'ls', '-q').map(id => `network ${id}`),
    ...ask('volume', 'ls', '-q').map(id => `volume ${id}`),
    ...ask('images', '-q').map(id => `image ${id}`),
  ]
}

/** The sample app with a volume, a fixed container name and a fixed image name: all that a second copy could clash with. */
export const clashingApp = (app: string, port: number): Files =>
  sampleApp(port, 'v1', {
    'docker-compose.prod.yml': `services:
  web:
    build: .
    image: ${app}-image
    container_name: ${app}-container
    init: true
    stop_grace_period: 1s
    ports: ["127.0.0.1:${port}:8080"]
    volumes: ["data:/data", "./page.txt:/page.txt"]
    environment: { WHO: "\${WHO:-nobody}" }
    healthcheck: { test: ["CMD", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"], interval: 1s, timeout: 10s, retries: 30 }
volumes:
  data: { name: ${app}-data }
`,
  })

/** Opens it; nothing runs yet. */
export async function openPreviewStage(): Promise<PreviewStage> {
  const box = await openSandbox()
  const stub = await startGitHubStub({ repositories: ['acme/app'] })
  const port = await box.freePort()
  const from = await box.freePort()
  const app = box.project('app')
  const repository = box.repository('app', clashingApp(app, port))
  const first = repository.git('rev-parse', 'HEAD')
  let server: Server | undefined
  const running = (): Server => {
    if (server === undefined) throw new Error('Redhook was not started')
    return server
  }
  const until: PreviewStage['until'] = async (what, holds) => {
    for (const end = Date.now() + 120_000; !(await holds()); await sleep(100)) {
      if (Date.now() > end) throw new Error(`never: ${what}\n${server?.output()}`)
    }
  }
  box.owns(...[1, 2, 3, 4].map(number => `pr${number}-${app}`))
  return {
    ...{ box, stub, repository, app, port, until },
    get server() {
      return running()
    },
    register(previews, more = {}) {
      mkdirSync(box.path('config'), { recursive: true })
      const entry = {
        ...{ path: repository.checkout, project: app, ...more },
        previews: { ports: `${from}-${from + 20}`, url: 'http://127.0.0.1:{port}', ...previews },
      }
      const providers = { github: { apiUrl: stub.url, token: stub.token } }
      const settings = { server: { listen: '127.0.0.1:0' }, providers, repos: { 'acme/app': entry } }
      writeFileSync(box.path('config/redhook.yml'), stringify(settings))
    },
    async restart() {
      await server?.stop()
      server = await box.start()
      return server
    },
    push(number, files, fork) {
      repository.git('checkout', '-q', '-B', `change-${number}`, first)
      const head = repository.commit(files, `change ${number}`)
      repository.git('push', '-q', '-f', 'origin', `HEAD:refs/heads/change-${number}`, `HEAD:refs/pull/${number}/head`)
      repository.git('checkout', '-q', 'main')
      const shown = { number, head, headBranch: `change-${number}`, base: 'main' }
      stub.addPullRequest(fork === undefined ? shown : { ...shown, fork }, 'acme/app')
      return head
    },
    tell: (action, number, more = {}) =>
      tell({ box, server: running(), head: headOf(repository, number) }, action, number, more),
    async deployed(number, commit) {
      let found: DeploymentJson | undefined
      await until(`the deployment of preview ${number}`, async () => {
        ;[found] = await running().deployments(`pr${number}-${app}`)
        const isOver = found !== undefined && found.status !== 'queued' && found.status !== 'running'
        return isOver && (commit === undefined || found?.commit === commit)
      })
      if (found === undefined) throw new Error('there is none')
      return found
    },
    comment: number =>
      stub
        .comments(number, 'acme/app')
        .map(({ body }) => body)
        .join('\n---\n'),
    gone: number => until(`preview ${number} is gone`, () => thingsOf(`pr${number}-${app}`).length === 0),
    portOf(number) {
      const [container] = containersOf(`pr${number}-${app}`)
      const said = execFileSync('docker', ['port', container?.split(' ')[1] ?? '', '8080'], { encoding: 'utf8' })
      return Number(said.trim().split(':').at(-1))
    },
    async [Symbol.asyncDispose]() {
      await stub[Symbol.asyncDispose]()
      await box[Symbol.asyncDispose]()
      execFileSync('docker', ['image', 'rm', '-f', `${app}-image`], { stdio: 'ignore' })
      execFileSync('docker', ['volume', 'rm', '-f', `${app}-data`], { stdio: 'ignore' })
    },
  }
}

const headOf = (repository: Repository, number: number): string => repository.git('rev-parse', `change-${number}`)

interface Telling {
  readonly box: Sandbox
  readonly server: Server
  readonly head: string
}

async function tell({ box, server, head }: Telling, action: string, number: number, changes: EventChanges) {
  const { isFork = false, label, sender = 'ada', isMerged = false, base = 'main' } = changes
  const own = { id: repositoryId('acme/app'), name: 'app', full_name: 'acme/app', owner: { login: 'acme' } }
  const fork = { id: 8, name: 'app', full_name: 'eve/app', owner: { login: 'eve' } }
  const body = JSON.stringify({
    action,
    number,
    pull_request: {
      number,
      title: `change ${number}`,
      html_url: `https://github.com/acme/app/pull/${number}`,
      state: action === 'closed' ? 'closed' : 'open',
      draft: false,
      merged: isMerged,
      merge_commit_sha: null,
      user: { login: isFork ? 'eve' : 'ada' },
      base: { ref: base, sha: head, repo: own },
      head: { ref: `change-${number}`, sha: changes.head ?? head, repo: isFork ? fork : own },
    },
    ...(label === undefined ? {} : { label: { name: label } }),
    repository: own,
    sender: { login: sender },
  })
  const response = await fetch(`${server.url}/webhook`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', box.secret).update(body).digest('hex')}`,
    },
  })
  return { status: response.status, body: await response.text() }
}
