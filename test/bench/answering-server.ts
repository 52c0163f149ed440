// The server under load: everything a push meets until it is answered, with a real store. No worker takes what is queued.

import { openStore } from '../../src/adapters/store/store.ts'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import { createClientRules } from '../../src/core/delivery/client-address.ts'
import { providers } from '../../src/core/delivery/providers.ts'
import { createServer } from '../../src/http/server.ts'
import type { House } from '../../src/pipeline/house.ts'
import { createReceive } from '../../src/pipeline/receive.ts'
import { testApp } from '../support/app-samples.ts'
import { doorPorts } from '../support/door-ports.ts'
import { testSecret } from '../support/github-push.ts'
import { rememberedHere } from '../support/remembered-here.ts'

const [dataDir = '.'] = process.argv.slice(2)
const apps = Array.from({ length: 50 }, (_, index) =>
  testApp({ name: `app-${index}`, repository: `acme/app-${index}` }),
)
const index = createAppIndex(apps)
const store = openStore(dataDir)
const quiet = () => {}
const log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: (fields: object, text: string) => console.error(text, fields),
}
const settings = { webhookPath: '/webhook', replies: 'plain', client: createClientRules([], []) } as const

const receive = createReceive({
  providers,
  repositories: rememberedHere(),
  apps: () => index,
  secrets: () => [testSecret],
  record: store.record,
  clock: Date,
  log,
  wake: quiet,
})
const house = { version: '0', readiness: () => Promise.resolve([]) } as unknown as House
const ports = { ...doorPorts(store, dataDir), settings: () => settings, receive, log, house }
const server = await createServer(ports, {
  address: { host: '127.0.0.1', port: 0 },
  socketPath: `${dataDir}/redhook.sock`,
})
console.log(server.port)

process.once('SIGTERM', () => {
  void server[Symbol.asyncDispose]().then(() => store[Symbol.asyncDispose]())
})
