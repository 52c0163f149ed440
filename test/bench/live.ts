import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 10
const answerWithinMs = 250
const patienceMs = 120_000

/**
 * Asks every 10 ms until the port answers this text; returns when it did, on the clock of `performance.now()`. A port whose
 * container is about to be replaced must not be asked before the new one runs: see `watchStarts`.
 */
export async function firstAnswer(port: number, text: string): Promise<number> {
  const end = performance.now() + patienceMs
  while (performance.now() < end) {
    const asked = performance.now()
    if ((await ask(port)) === text) return performance.now()
    await sleep(Math.max(0, asked + pollMs - performance.now()))
  }
  throw new Error(`port ${port} did not answer ${text} within ${patienceMs / 1000} s`)
}

/** One connection for each question, as a person who reloads the page; undefined without a good answer. */
function ask(port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const request = get({ host: '127.0.0.1', port, agent: false, timeout: answerWithinMs }, response => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', chunk => (body += chunk))
      response.on('end', () => resolve(body.trim()))
      response.on('error', () => resolve(undefined))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(undefined))
  })
}

export interface Starts extends AsyncDisposable {
  /** Resolves when a container of the Compose project starts, from now on. */
  next(project: string): Promise<void>
}

/**
 * Hears from the engine which containers start. Connecting to a published port between the creation of its container and
 * its start makes the kernel wait a second for the neighbour, so that a prober would delay what it measures.
 */
export async function watchStarts(): Promise<Starts> {
  const format = '{{index .Actor.Attributes "com.docker.compose.project"}}'
  const args = ['events', '--filter', 'type=container', '--filter', 'event=start', '--format', format]
  const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child, 'spawn')
  const waiting = new Map<string, () => void>()
  createInterface(child.stdout).on('line', project => {
    waiting.get(project)?.()
    waiting.delete(project)
  })
  // The subscription is made some milliseconds after the start of the command, and nothing tells when.
  await sleep(500)
  return {
    next: project =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`no container of ${project} started`)), patienceMs)
        waiting.set(project, () => {
          clearTimeout(limit)
          resolve()
        })
      }),
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}
