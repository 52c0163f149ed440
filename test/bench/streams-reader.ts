// A process of its own that reads streams of events, so that measuring them does not slow what else is measured. Its arguments: port,
// token. It is sent paths to open; it answers how many are open, and, asked with an empty list, what each has got.
import { get } from 'node:http'

/** What came by one stream. */
export interface StreamSeen {
  readonly path: string
  readonly events: number
  readonly lines: number
  /** The number of the last line of the noise, of those that came in their order. */
  readonly noise: number
  /** Events or lines that came twice, or out of their order, or were reported as gone. */
  readonly faults: number
  readonly bytes: number
  readonly isOpen: boolean
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const [port = '', token = ''] = process.argv.slice(2)
const streams: Mutable<StreamSeen>[] = []

process.on('message', (paths: readonly string[]) => {
  if (paths.length === 0) process.send?.(streams)
  else Promise.all(paths.map(open)).then(() => process.send?.(streams.length), fail)
})

function fail(error: unknown): void {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
}

function open(path: string): Promise<void> {
  const seen: Mutable<StreamSeen> = { path, events: 0, lines: 0, noise: -1, faults: 0, bytes: 0, isOpen: true }
  streams.push(seen)
  const parse = createParser(seen)
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    get({ host: '127.0.0.1', port, path, headers, agent: false }, response => {
      if (response.statusCode !== 200) return reject(new Error(`${path}: ${response.statusCode}`))
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        seen.bytes += chunk.length
        parse(chunk)
      })
      response.on('close', () => {
        seen.isOpen = false
      })
      resolve()
    }).on('error', reject)
  })
}

function createParser(seen: Mutable<StreamSeen>): (chunk: string) => void {
  let rest = ''
  let lastEvent = 0
  const lastLine = new Map<number, number>()
  const take = (event: string, data: string) => {
    if (event === 'gap') seen.faults += 1
    else if (event === 'state' || event === 'step') {
      const { seq } = JSON.parse(data) as { seq: number }
      if (seq <= lastEvent) seen.faults += 1
      lastEvent = seq
      seen.events += 1
    } else if (event === 'log') {
      for (const { deployment, line, text } of JSON.parse(data) as {
        deployment: number
        line: number
        text: string
      }[]) {
        if (line !== (lastLine.get(deployment) ?? 0) + 1) seen.faults += 1
        lastLine.set(deployment, line)
        seen.lines += 1
        if (text.startsWith(`noise ${seen.noise + 1} `)) seen.noise += 1
      }
    }
  }
  return chunk => {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, event = '', data = ''] = /^id: .*\nevent: (.*)\ndata: (.*)$/.exec(block) ?? []
      take(event, data)
    }
  }
}
