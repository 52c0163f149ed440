// A process of its own that sends pushes at a steady pace. Its arguments: port, repository, commit, how many a second, for how many seconds.
// Prints how long each answer took, and how late its own timers were, both in milliseconds, as JSON.
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { deliveryHeaders, pushPayload } from '../support/github-push.ts'

const [port, repository = '', after = '', perSecond, seconds] = process.argv.slice(2)
const everyMs = 1_000 / Number(perSecond)
const count = Number(perSecond) * Number(seconds)
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

function send(branch: string): Promise<number> {
  const body = JSON.stringify(pushPayload({ repository, branch, after, bytes: 20_000 }))
  const headers = { ...deliveryHeaders(body), 'content-length': Buffer.byteLength(body) }
  const started = performance.now()
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/webhook', method: 'POST', headers, agent }, response => {
      response.resume()
      response.on('end', () =>
        (response.statusCode ?? 500) < 300
          ? resolve(performance.now() - started)
          : reject(new Error(`status ${response.statusCode}`)),
      )
    })
      .on('error', reject)
      .end(body)
  })
}

const answers: Promise<number>[] = []
const late: number[] = []
const start = performance.now()
for (let index = 0; index < count; index += 1) {
  const due = start + index * everyMs
  await sleep(Math.max(0, due - performance.now()))
  late.push(Math.max(0, performance.now() - due))
  answers.push(send(index % 2 === 0 ? 'main' : 'feature'))
}
process.stdout.write(JSON.stringify({ answers: await Promise.all(answers), late }))
agent.destroy()
