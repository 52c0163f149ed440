import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Container, containerOf } from './containers.ts'
import { sampleApp } from './sample-app.ts'
import {
  type DeploymentJson,
  type Ended,
  type Files,
  openSandbox,
  type Repository,
  type Sandbox,
  type Server,
  serves,
  writeFiles,
} from './sandbox.ts'

/** A sandbox with a running Redhook whose registry grows: many tests share one server, each with an app of its own. */
export interface TestHouse extends AsyncDisposable {
  readonly box: Sandbox
  readonly server: Server
  /** Adds an app; resolves when the server has taken it over. */
  app(name: string, options?: AppOptions): Promise<TestApp>
  /** Changes the registry; resolves when the server has taken it over. */
  register(entries: Record<string, unknown>): Promise<void>
  /** Every command line of `docker` so far that names this project. */
  dockerCalls(project: string): string[]
}

export interface AppOptions {
  /** Of the first commit; without them the sample app. */
  readonly files?: (port: number) => Files
  readonly fields?: Record<string, unknown>
  readonly branch?: string
  /** `false`: no checkout on the server yet. */
  readonly checkout?: boolean
}

export interface TestApp {
  readonly name: string
  readonly red: string
  readonly blue: string
  readonly port: number
  readonly repository: Repository
  /** Pushes, delivers, and waits for the end. */
  deploy(files: Files): Promise<DeploymentJson>
  /** `redhook deploy <app>` with these flags, waiting for the end. */
  request(...flags: string[]): Promise<DeploymentJson>
  /** Writes into the checkout on the server, as an operator would. */
  write(files: Files): void
  serves(page: string): Promise<void>
  container(service?: string): Promise<Container>
  /** Changes fields of its entry in the registry. */
  set(fields: Record<string, unknown>): Promise<void>
}

/** Opens the house; `env` goes to Redhook's environment. */
export async function openTestHouse(env: Record<string, string> = {}): Promise<TestHouse> {
  const box = await openSandbox()
  const calls = box.path('docker-calls.log')
  const registry: Record<string, unknown> = {}
  let version = 0
  // An app that is renamed with every change tells which registry is in force.
  const write = () => box.registry({ ...registry, 'acme/version': { path: box.path('none'), ...versionApp(version) } })
  write()
  const server = await box.start({ env: { PATH: recordDocker(box, calls), ...env } })
  const house: TestHouse = {
    box,
    server,
    async register(entries) {
      for (const [key, entry] of Object.entries(entries)) registry[key] = entry
      version += 1
      write()
      await knows(server, versionApp(version).project)
    },
    app: (name, options) => createTestApp(house, name, options),
    dockerCalls: project =>
      existsSync(calls)
        ? readFileSync(calls, 'utf8')
            .split('\n')
            .filter(line => line.includes(` ${project} `))
        : [],
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  }
  return house
}

const versionApp = (version: number) => ({ project: `version-${version}`, branch: 'main', command: [['true']] })

async function knows(server: Server, app: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
    const { apps } = (await (await server.api('/api/v1/apps')).json()) as { apps: { app: string }[] }
    // A later registry of another test holds this one's changes, too.
    const found = apps.map(entry => Number(/^version-(\d+)$/.exec(entry.app)?.[1] ?? -1))
    if (Math.max(...found) >= Number(app.split('-')[1])) return
  }
  throw new Error(`the registry with ${app} was not taken over:\n${server.output()}`)
}

/**
 * A PATH on which `docker` writes down its words before it does them. It knows of no plugin, so that Compose, too, is called through
 * it.
 */
function recordDocker(box: Sandbox, calls: string): string {
  const path = process.env.PATH ?? ''
  const real = execFileSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim()
  mkdirSync(box.path('bin'))
  const lines = ['#!/bin/sh', `printf '%s\\n' "$*" >> '${calls}'`, 'case "$*" in *ClientInfo.Plugins*) exit 0;; esac']
  writeFileSync(box.path('bin/docker'), [...lines, `exec '${real}' "$@"`, ''].join('\n'))
  chmodSync(box.path('bin/docker'), 0o755)
  return `${box.path('bin')}:${path}`
}

async function createTestApp(house: TestHouse, base: string, options: AppOptions = {}): Promise<TestApp> {
  const { box, server } = house
  const { files = sampleApp, branch = 'main', checkout = true } = options
  const name = box.project(base)
  const port = await box.freePort()
  const repository = box.repository(name, files(port), { branch, checkout })
  let fields = { path: repository.checkout, project: name, ...options.fields }
  const [red, blue] = [`red${name}`, `blue${name}`]
  box.owns(name)
  const app: TestApp = {
    name,
    red,
    blue,
    port,
    repository,
    deploy: changes => server.deploy(repository, changes, { branch }),
    request: async (...flags) => readDeployment(await box.cli(['deploy', name, '--follow', '--json', ...flags])),
    write: changes => writeFiles(repository.checkout, changes),
    serves: page => serves(port, page),
    container: service => containerOf(red, service),
    async set(changes) {
      fields = { ...fields, ...changes }
      await house.register({ [repository.name]: fields })
    },
  }
  await app.set({})
  return app
}

function readDeployment({ stdout, stderr }: Ended): DeploymentJson {
  try {
    return JSON.parse(stdout) as DeploymentJson
  } catch {
    throw new Error(`redhook deploy printed no deployment: ${stdout}${stderr}`)
  }
}

/** Every rule that spoke, each once: for the whole project, then for the services that are not left alone. */
export function rulesOf({ plan }: DeploymentJson): string[] {
  const services = (plan?.services ?? []).filter(({ action }) => action !== 'leave').flatMap(({ reasons }) => reasons)
  const whole = (plan?.reasons ?? []).filter(({ rule }) => services.length === 0 || rule !== 'changed')
  return [...new Set([...whole, ...services].map(({ rule }) => rule))]
}
