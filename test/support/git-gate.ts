import { readdirSync, readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type GitHttpServer, startGitHttpServer } from './git-http.ts'

/** A server of git repositories that looks at who comes. */
export interface GitGate extends AsyncDisposable {
  readonly url: string
  /** What came in `Authorization`, decoded; empty where there was none. */
  readonly heard: string[]
  /** The command lines of all processes of this machine while requests were served. */
  readonly commandLines: Set<string>
  /** Lets these in (`user:password`); without it: everybody. */
  allow: (() => string) | undefined
  /** Sends everybody there instead. */
  redirectTo: string | undefined
}

/** Serves the bare repositories of `root` over real HTTP. */
export async function startGitGate(root: string): Promise<GitGate> {
  const behind: GitHttpServer = await startGitHttpServer(root)
  const server = createServer((incoming, response) => {
    const { authorization = '' } = incoming.headers
    const given = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString()
    gate.heard.push(given)
    for (const line of commandLines()) gate.commandLines.add(line)
    if (gate.redirectTo !== undefined)
      return response.writeHead(302, { location: `${gate.redirectTo}${incoming.url}` }).end()
    if (gate.allow !== undefined && given !== gate.allow())
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
    const { method, url: path, headers } = incoming
    const onwards = request({ host: '127.0.0.1', port: behind.port, method, path, headers }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    onwards.on('error', () => response.destroy())
    return incoming.pipe(onwards)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const gate: GitGate = {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    heard: [],
    commandLines: new Set(),
    allow: undefined,
    redirectTo: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await behind[Symbol.asyncDispose]()
    },
  }
  return gate
}

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return []
      }
    })
}
