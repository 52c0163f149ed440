import { execFileSync } from 'node:child_process'
import { sampleApp } from './sample-app.ts'
import { type Files, openSandbox, type Repository, type Sandbox, type Server, serves } from './sandbox.ts'

/** A sandbox with one app, a Redhook, and the app's first version live on `port`. */
export interface LiveApp extends AsyncDisposable {
  readonly box: Sandbox
  readonly repository: Repository
  /** The app's name in the registry. */
  readonly app: string
  /** Its Compose project. */
  readonly project: string
  readonly port: number
  /** The Redhook that deployed it. Others may follow. */
  readonly server: Server
}

export interface LiveAppOptions {
  /** Settings of the app in the registry, beside path and project. */
  readonly settings?: (app: { box: Sandbox; port: number }) => Record<string, unknown>
  /** Files of the repository, beside those of the sample app, or in their place. */
  readonly files?: (app: { box: Sandbox; port: number }) => Files
  /** For the Redhook. */
  readonly env?: Record<string, string>
}

/** Deploys the sample app, whose page says `v1`. */
export async function openLiveApp({
  settings = () => ({}),
  files = () => ({}),
  env = {},
}: LiveAppOptions = {}): Promise<LiveApp> {
  const box = await openSandbox()
  const port = await box.freePort()
  const app = box.project('app')
  const repository = box.repository('app', sampleApp(port, 'v1', files({ box, port })))
  box.registry({ 'acme/app': { path: repository.checkout, project: app, ...settings({ box, port }) } })
  const server = await box.start({ env })
  const first = await server.deploy(repository, {})
  if (first.status !== 'succeeded') throw new Error(`the first deployment ${JSON.stringify(first, undefined, 2)}`)
  await serves(port, 'v1')
  return {
    ...{ box, repository, app, project: `red${app}`, port, server },
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  }
}

/** Every container of a Compose project, stopped ones too, as `name id`; sorted. */
export function containersOf(project: string, env: Record<string, string> = {}): string[] {
  const words = ['ps', '-a', '--no-trunc', '--filter', `label=com.docker.compose.project=${project}`]
  const said = execFileSync('docker', [...words, '--format', '{{.Names}} {{.ID}}'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  return said.split('\n').filter(Boolean).sort()
}
