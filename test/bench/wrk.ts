import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A request to be sent over and over, each time with a delivery id of its own. */
export interface LoadRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Load {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers with a status of 400 and more. */
  readonly refused: number
  /** Connections that broke, and requests without an answer. */
  readonly broken: number
  readonly requests: number
}

/** Sends the requests in turn over `connections` connections for so many seconds. Needs Debian's package `wrk`. */
export async function load(
  port: number,
  requests: readonly LoadRequest[],
  seconds: number,
  connections = 32,
): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-wrk-'))
  try {
    const script = join(folder, 'load.lua')
    writeFileSync(script, luaScript(folder, requests))
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, `http://127.0.0.1:${port}`]
    const { stdout } = await promisify(execFile)('wrk', args)
    return JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? '') as Load
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Everything of a request but its id is made before the first one is sent, so that Lua costs little. */
function luaScript(folder: string, requests: readonly LoadRequest[]): string {
  for (const [index, { path, headers, body }] of requests.entries()) {
    const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': Buffer.byteLength(body) })
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    writeFileSync(join(folder, `${index}.head`), `POST ${path} HTTP/1.1\r\n${head}x-github-delivery: `)
    writeFileSync(join(folder, `${index}.tail`), `\r\n\r\n${body}`)
  }
  return `
local function read(name)
  local file = io.open("${folder}/" .. name, "rb")
  local text = file:read("*a")
  file:close()
  return text
end
local heads, tails, sent = {}, {}, 0
local run = "${Date.now().toString(36)}-"
function init()
  for i = 1, ${requests.length} do heads[i], tails[i] = read((i - 1) .. ".head"), read((i - 1) .. ".tail") end
end
function request()
  sent = sent + 1
  local i = sent % ${requests.length} + 1
  return heads[i] .. run .. sent .. tails[i]
end
function done(summary, latency)
  local e = summary.errors
  print(string.format('RESULT {"perSecond":%f,"p50Ms":%f,"p99Ms":%f,"refused":%d,"broken":%d,"requests":%d}',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status, e.connect + e.read + e.write + e.timeout, summary.requests))
end
`
}
