import type { Files } from './sandbox.ts'

/** Listens where it is told, else on the port that is published. */
const command = 'CMD ["sh", "-c", "exec httpd -f -p ${LISTEN:-8080} -h /www"]\n'

/**
 * The smallest app our users could have: one service that is built, serves `page.txt`, and has a healthcheck. Its image is made of the
 * page alone.
 */
export const sampleApp = (port: number, page = 'v1', extra: Files = {}): Files => ({
  Dockerfile: dockerfile(),
  '.dockerignore': '*\n!page.txt\n',
  'page.txt': page,
  'docker-compose.prod.yml': composeFile(port),
  ...extra,
})

/** The Dockerfile of the sample app, with lines of one's own before the last. */
export const dockerfile = (...lines: string[]): string =>
  ['FROM redhook-test/busybox:1', 'COPY page.txt /www/index.html', ...lines, command].join('\n')

/** A web server's Dockerfile with nothing to serve but what these lines, or a mount, bring. */
export const serverDockerfile = (...lines: string[]): string =>
  ['FROM redhook-test/busybox:1', ...lines, command].join('\n')

/**
 * A Compose file with one `web` service on a port of the loopback: the host's own, since a network for each project costs more than its
 * container. With further lines, and further variables as in a YAML flow.
 */
export const composeFile = (port: number | string, web = '', environment = ''): string => `services:
  web:
    build: .
    init: true
    stop_grace_period: 1s
    network_mode: host
    environment: { LISTEN: "127.0.0.1:${port}"${environment && `, ${environment}`} }
    healthcheck: ${isServed(port)}
${web}`

/** As `composeFile`, on a network of its own with a published port. */
export const publishedFile = (port: number | string, web = ''): string => `services:
  web:
    build: .
    init: true
    stop_grace_period: 1s
    ports: ["127.0.0.1:${port}:8080"]
    healthcheck: ${isServed(8080)}
${web}`

const isServed = (port: number | string) =>
  `{ test: ["CMD", "wget", "-q", "-O", "-", "http://127.0.0.1:${port}/"], interval: 1s, timeout: 10s, retries: 30 }`

interface ServiceKeys {
  readonly environment?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

/** A Compose file with one `web` service without a healthcheck, with further keys, or others in place of these. */
export const serviceFile = (port: number, more: ServiceKeys = {}): string =>
  JSON.stringify({ services: { web: hostService(port, more) } })

/** The service of `serviceFile`. */
export const hostService = (port: number, { environment, ...more }: ServiceKeys = {}): Record<string, unknown> => ({
  build: '.',
  init: true,
  stop_grace_period: '1s',
  network_mode: 'host',
  environment: { LISTEN: `127.0.0.1:${port}`, ...environment },
  ...more,
})
