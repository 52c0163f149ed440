import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildTestImage, testImage } from './docker-images.ts'

/**
 * A Docker engine of the test's own, which may be stopped as no shared one may. It has the test image, and no
 * network: its containers need `network_mode: none`, its builds `network: none`.
 */
export interface PrivateEngine extends AsyncDisposable {
  /** What leads Docker's command line to it. */
  readonly env: { readonly PATH: string; readonly DOCKER_HOST: string }
  /** Starts it again, and waits until it answers. */
  start(): Promise<void>
  /** Stops it, its containers first. */
  stop(): Promise<void>
  /** Docker's command line; what it prints. */
  docker(...words: string[]): string
}

/** Needs root, and `dockerd` on this machine. */
export async function startPrivateEngine(): Promise<PrivateEngine> {
  if (process.getuid?.() !== 0) throw new Error('These tests start a Docker engine of their own: run them as root.')
  // The path of a socket is short.
  const folder = mkdtempSync(join(tmpdir(), 'rh-engine-'))
  const env = { PATH: process.env.PATH ?? '', DOCKER_HOST: `unix://${folder}/sock` }
  const docker = (...words: string[]) => execFileSync('docker', words, { env, encoding: 'utf8', stdio: 'pipe' }).trim()
  let running: Running | undefined
  const engine: PrivateEngine = {
    env,
    docker,
    async start() {
      running = run(folder)
      await untilItAnswers(docker, running, folder)
    },
    async stop() {
      running?.child.kill('SIGTERM')
      await running?.ended
      running = undefined
    },
    async [Symbol.asyncDispose]() {
      if (!running) await engine.start()
      const containers = docker('ps', '-aq').split('\n').filter(Boolean)
      if (containers.length > 0) docker('rm', '-f', ...containers)
      await engine.stop()
      for (const place of mountsBelow(folder)) execFileSync('umount', ['-l', place])
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
  await engine.start()
  buildTestImage()
  const image = execFileSync('docker', ['save', testImage], { maxBuffer: 64 * 1024 * 1024 })
  execFileSync('docker', ['load', '-q'], { env, input: image, stdio: ['pipe', 'ignore', 'pipe'] })
  return engine
}

/** What an engine that ended badly left mounted, innermost first. */
const mountsBelow = (folder: string): string[] =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map(line => line.split(' ')[1] ?? '')
    .filter(place => place.startsWith(`${folder}/`))
    .reverse()

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<void>
}

function run(folder: string): Running {
  const log = openSync(join(folder, 'log'), 'a')
  const places = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')]
  // In a network namespace of its own: without a bridge, dockerd removes docker0, which belongs to the machine's engine.
  const child = spawn(
    'unshare',
    [
      ...['--net', 'dockerd', ...places],
      ...['--pidfile', join(folder, 'pid'), '-H', `unix://${folder}/sock`],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--shutdown-timeout=3'],
    ],
    { detached: true, stdio: ['ignore', log, log] },
  )
  return { child, ended: new Promise(resolve => child.once('close', () => resolve())) }
}

async function untilItAnswers(docker: PrivateEngine['docker'], { child }: Running, folder: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 60_000 && child.exitCode === null; waitedMs += 100) {
    try {
      docker('version')
      return
    } catch {
      await sleep(100)
    }
  }
  throw new Error(`dockerd did not come up:\n${readFileSync(join(folder, 'log'), 'utf8').slice(-3_000)}`)
}
