import { createServer } from 'node:net'
import { bad, type CheckContext, type Finding, ok } from './finding.ts'

/** The address to listen on is free, unless it is our own server that has it. */
export async function checkListen({ config, serverRuns }: CheckContext): Promise<Finding[]> {
  const { address, port } = config.server
  const place = `${address.includes(':') ? `[${address}]` : address}:${port}`
  if (serverRuns) return [ok('listen', `a server runs for this data folder (${place})`)]
  const problem = await tryToListen(address, port)
  if (problem === undefined) return [ok('listen', `${place} is free`)]
  return [
    bad(
      'listen',
      `${place} cannot be listened on (${problem})`,
      remedies.get(problem) ?? 'Choose another server.listen.',
    ),
  ]
}

const remedies = new Map([
  ['EADDRINUSE', 'Find who has it with `ss -ltnp`, or choose another port: server.listen or --port.'],
  ['EACCES', 'Ports below 1024 need a privilege; choose a higher one and put a proxy before it.'],
  ['EADDRNOTAVAIL', 'This machine does not have that address; choose one of `ip address`.'],
])

const tryToListen = (host: string, port: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
