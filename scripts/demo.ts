import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { styleText } from 'node:util'

/** Shows the main job from an empty folder to a page that a push changed, and takes everything away again. */

const redhook = join(import.meta.dirname, '../bin/redhook')
const folder = mkdtempSync(join(tmpdir(), 'redhook-demo-'))
const project = `demo${randomBytes(3).toString('hex')}`
const place = {
  remote: join(folder, 'github.git'),
  developer: join(folder, 'developer'),
  staging: join(folder, 'staging/shop'),
  config: join(folder, 'redhook.yml'),
  data: join(folder, 'data'),
}
const secret = randomBytes(32).toString('hex')
const token = randomBytes(24).toString('hex')
const environment = { ...process.env, GITHUB_WEBHOOK_SECRET: secret, REDHOOK_TOKEN: token }
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

let server: ChildProcess | undefined

const say = (text: string) => console.log(`\n${styleText('bold', text)}`)
const detail = (text: string) => console.log(styleText('dim', text.replace(/^/gm, '    ')))

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()

function writeFiles(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place.developer, name)), { recursive: true })
    writeFileSync(join(place.developer, name), content)
  }
}

/** Debian's static busybox where it is, so that no registry is needed; else the image of that name. */
function dockerfile(service: string, command: readonly string[]): string {
  const own = existsSync('/bin/busybox')
  if (own) copyFileSync('/bin/busybox', join(place.developer, service, 'busybox'))
  const base = own
    ? 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]'
    : 'FROM busybox:stable-musl'
  return `${base}\nCOPY files /files\nCMD ${JSON.stringify(command)}\n`
}

const page = (title: string) => `<h1>${title}</h1>\n`

function createApp(port: number): void {
  git(folder, 'init', '-q', '--bare', '-b', 'main', place.remote)
  git(folder, 'init', '-q', '-b', 'main', place.developer)
  git(place.developer, 'remote', 'add', 'origin', place.remote)
  writeFiles({
    'web/files/index.html': page('Hello from the first push'),
    'worker/files/work.sh': 'while sleep 60; do echo still here; done\n',
    'docker-compose.prod.yml': `services:
  web:
    build: web
    init: true
    stop_grace_period: 1s
    ports: ["127.0.0.1:${port}:8080"]
    healthcheck:
      { test: ["CMD", "busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"], interval: 1s, timeout: 2s, retries: 5 }
  worker:
    build: worker
    init: true
    stop_grace_period: 1s
`,
  })
  writeFiles({
    'web/Dockerfile': dockerfile('web', ['busybox', 'httpd', '-f', '-p', '8080', '-h', '/files']),
    'worker/Dockerfile': dockerfile('worker', ['sh', '/files/work.sh']),
  })
}

const commitAndPush = (message: string): string => {
  git(place.developer, 'add', '-A')
  git(place.developer, 'commit', '-q', '-m', message)
  git(place.developer, 'push', '-q', 'origin', 'HEAD:refs/heads/main')
  return git(place.developer, 'rev-parse', 'HEAD')
}

function writeRegistry(): void {
  const registry = `repos:\n  acme/shop:\n    path: ${place.staging}\n    url: ${place.remote}\n    project: ${project}\n    branch: main\n`
  writeFileSync(place.config, registry)
  detail(registry.trimEnd())
}

async function startServer(): Promise<string> {
  const child = spawn(redhook, ['serve', '--config', place.config, '--data', place.data, '--port', '0'], {
    cwd: folder,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  server = child
  let output = ''
  child.stdout?.on('data', chunk => {
    output += String(chunk)
  })
  while (!stop.signal.aborted) {
    const url = /"url":"([^"]+)"/.exec(output)?.[1]
    if (url !== undefined) return url
    if (child.exitCode !== null) throw new Error(`Redhook did not start:\n${output}`)
    await sleep(50)
  }
  throw stop.signal.reason
}

/** What GitHub would send for this push, signed with the secret. */
async function sendPush(url: string, after: string): Promise<number> {
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after,
    repository: { name: 'shop', full_name: 'acme/shop' },
    pusher: { name: 'ada' },
  })
  const response = await fetch(`${url}/webhook`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  })
  const text = await response.text()
  detail(`POST ${url}/webhook → ${response.status} ${text}`)
  const { deployments = [] } = JSON.parse(text) as { deployments?: { id: number }[] }
  const [first] = deployments
  if (!first) throw new Error('the push was not queued')
  return first.id
}

/** The command line, as an operator would use it; its output goes to this terminal. */
const tell = (...args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(redhook, [...args, '--config', place.config, '--data', place.data], {
      cwd: folder,
      env: environment,
      stdio: 'inherit',
    })
    child.once('error', reject)
    child.once('exit', code =>
      code === 0 && !stop.signal.aborted
        ? resolve()
        : reject(new Error(`redhook ${args.join(' ')} ended with ${code}`)),
    )
  })

async function show(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5_000) })
  detail(`GET http://127.0.0.1:${port}/ → ${(await response.text()).trim()}`)
}

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function main(): Promise<void> {
  const port = await freePort()
  say('1. A repository with two services, a remote, and a registry that names it')
  createApp(port)
  const first = commitAndPush('The first page')
  writeRegistry()
  const url = await startServer()
  say(`2. Redhook listens at ${url}. A signed push arrives for ${first.slice(0, 10)}`)
  const id = await sendPush(url, first)
  await tell('logs', String(id), '-f')
  await show(port)
  say('3. A second push changes the page of web, and nothing of worker')
  writeFiles({ 'web/files/index.html': page('Hello from the second push') })
  const second = commitAndPush('Another page')
  const next = await sendPush(url, second)
  await tell('logs', String(next), '-f')
  await show(port)
  say('4. What there is to see')
  await tell('status')
  await tell('history', project)
  await tell('explain', String(next))
  if (process.stdout.isTTY && !stop.signal.aborted) await stayUntilInterrupted(url, port)
}

async function stayUntilInterrupted(url: string, port: number): Promise<void> {
  say('Everything keeps running. Look around, then end it with Ctrl-C:')
  detail(`the app       http://127.0.0.1:${port}/
the dashboard ${url}/ with the token ${token}
the API       curl -H 'Authorization: Bearer ${token}' ${url}/api/v1/apps
the registry  ${place.config}
the clone     ${place.developer}
logs          ${redhook} logs ${project} --config ${place.config} --data ${place.data}`)
  await new Promise(resolve => stop.signal.addEventListener('abort', resolve, { once: true }))
}

async function cleanUp(): Promise<void> {
  say('Taking everything down')
  if (server && server.exitCode === null) {
    server.kill('SIGTERM')
    await Promise.race([new Promise(resolve => server?.once('exit', resolve)), sleep(25_000)])
  }
  execFileSync(
    'docker',
    ['compose', '-p', `red${project}`, 'down', '-v', '--rmi', 'local', '--remove-orphans', '-t', '1'],
    { stdio: 'ignore' },
  )
  removeVersions()
  rmSync(folder, { recursive: true, force: true })
}

/** The names under which Redhook keeps images for a rollback. */
function removeVersions(): void {
  const words = ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', `redhook/version:red${project}.*`]
  const names = execFileSync('docker', words, { encoding: 'utf8' }).split('\n').filter(Boolean)
  if (names.length > 0) execFileSync('docker', ['image', 'rm', ...names], { stdio: 'ignore' })
}

try {
  await main()
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(error)
    process.exitCode = 1
  }
} finally {
  await cleanUp()
}
