import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { createGit } from '../../src/adapters/git/git.ts'
import { forgetChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import { createSshSetup } from '../../src/adapters/ssh/ssh-setup.ts'
import type { SetupPorts } from '../../src/cli/add/add-ports.ts'
import { RedhookError } from '../../src/core/errors.ts'
import type { Credentials } from '../../src/pipeline/ports/provider-api.ts'
import { createCliHarness } from './cli-harness.ts'

const environment = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' }
const secret = 'a general secret of this test server'

/** A forge that remembers what was made there. Without `api` nothing may be. */
export interface FakeForge {
  api: boolean
  readonly hooks: Map<string, { url: string; secret: string }>
  readonly keys: Map<string, string>
  readonly calls: string[]
  /** What git gets over HTTP. */
  credentials: Credentials | undefined
  /** The next call of that name fails so. */
  fails: Map<string, RedhookError>
  /** What a key that is added opens. */
  onKey: (publicKey: string) => void
  onPing: (hook: { url: string; secret: string }) => void
  /** It sends one by request. */
  pings: boolean
}

/** Real git, real ssh, a registry in a folder of its own; the forge's API and the running server are told by the test. */
export function createSetupStage() {
  const cli = createCliHarness()
  onTestFinished(() => cli[Symbol.asyncDispose]())
  const forge = createForge()
  const processes = createProcesses(forgetChildren)
  const ports: SetupPorts = {
    git: createGit({
      ...{ processes, environment, knownHostsFile: join(cli.dataDir, 'known_hosts') },
      credentials: async () => forge.state.credentials,
    }),
    ssh: createSshSetup({ processes, environment, ownerOf: () => undefined }),
    forge: forge.port,
  }
  const registryFile = join(cli.folder, 'config/redhook.yml')
  const run = (argv: readonly string[], answers?: (question: string) => string, signal?: AbortSignal) =>
    cli.redhook(argv, {
      environment: { GITHUB_WEBHOOK_SECRET: secret, REDHOOK_DATA: 'data' },
      deps: {
        ...{ now: Date.now, openSetup: async () => ports },
        ...(answers && { ask: async question => answers(question) }),
        ...(signal && { signal }),
      },
    })
  return {
    cli,
    forge: forge.state,
    secret,
    registry: () => readFileSync(registryFile, 'utf8'),
    entries: () => (parse(readFileSync(registryFile, 'utf8')) as { repos: Record<string, unknown> }).repos,
    path: (name: string) => join(cli.folder, name),
    /** Without answers nobody is there to be asked. */
    add: (argv: readonly string[], answers?: (question: string) => string, signal?: AbortSignal) =>
      run(['add', ...argv, ...(answers ? [] : ['--yes'])], answers, signal),
    run,
    /** A server that has whatever is in the registry, and hears pings at its socket. */
    async serve() {
      const heard: { path: string; headers: IncomingMessage['headers']; body: string }[] = []
      const deliveries: { seq: number; id: string; event: string; repository: string }[] = []
      const note = (id: string) => {
        deliveries.unshift({ seq: deliveries.length + 1, id, event: 'ping', repository: 'acme/shop' })
      }
      forge.state.onPing = () => note('by-the-forge')
      await cli.listen((request, response) => {
        void answer(request, response)
      })
      const answer = async (request: IncomingMessage, response: ServerResponse) => {
        const json = (value: unknown) => response.end(JSON.stringify(value))
        if (request.url === '/api/v1/apps') {
          const { repos } = parse(readFileSync(registryFile, 'utf8')) as { repos: Record<string, unknown> | null }
          const apps = Object.values(repos ?? {}).flat() as { project: string }[]
          return json({ apps: apps.map(({ project }) => ({ app: project })) })
        }
        if (request.url?.startsWith('/api/v1/deliveries')) return json({ deliveries })
        heard.push({ path: request.url ?? '', headers: request.headers, body: await text(request) })
        note(String(request.headers['x-github-delivery'] ?? request.headers['x-gitlab-event-uuid']))
        return json({ status: 'pong' })
      }
      return heard
    },
  }
}

function createForge() {
  const state: FakeForge = {
    api: false,
    hooks: new Map(),
    keys: new Map(),
    calls: [],
    credentials: undefined,
    fails: new Map(),
    onKey: () => undefined,
    onPing: () => undefined,
    pings: true,
  }
  const call = (name: string) => {
    state.calls.push(name)
    const failure = state.fails.get(name)
    state.fails.delete(name)
    if (failure !== undefined) throw failure
  }
  const gone = () => new RedhookError('it is not there', { code: 'PROVIDER_FAILED', hint: 'Look again.' })
  const port: SetupPorts['forge'] = {
    abilities: () => ({
      statuses: state.api,
      deployments: state.api,
      checkRuns: false,
      comments: state.api,
      api: state.api,
    }),
    setup: {
      async findHook(_repository, url) {
        call('findHook')
        const found = [...state.hooks].find(([, hook]) => hook.url === url)
        return found && { id: found[0], isActive: true, events: ['push'] }
      },
      async createHook(_repository, hook) {
        call('createHook')
        const id = `hook-${state.hooks.size + 1}`
        state.hooks.set(id, hook)
        return { id }
      },
      async pingHook(_repository, id) {
        call('pingHook')
        const hook = state.hooks.get(id)
        if (hook === undefined) throw gone()
        if (state.pings) state.onPing(hook)
        return state.pings
      },
      async removeHook(_repository, id) {
        call('removeHook')
        state.hooks.delete(id)
      },
      async addDeployKey(_repository, { publicKey }) {
        call('addDeployKey')
        const id = `key-${state.keys.size + 1}`
        state.keys.set(id, publicKey)
        state.onKey(publicKey)
        return { id }
      },
      async removeDeployKey(_repository, id) {
        call('removeDeployKey')
        state.keys.delete(id)
      },
    },
  }
  return { state, port }
}
