import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { testImage } from '../support/docker-images.ts'
import type { Files, Repository, Sandbox } from '../support/sandbox.ts'

/** An app that is deployed over and over: its port tells which version runs. */
export interface BenchApp {
  readonly name: string
  readonly port: number
  readonly repository: Repository
  /** The files of a version, beside those of the first. */
  readonly page: (text: string) => Files
  /** What Redhook is told to build for; by hand, `--build` says so each time. */
  readonly triggers: readonly string[]
  /** Whether a new version replaces the container. */
  readonly isReplaced: boolean
}

/** What an app is made of: the files of its first version, for a port. */
export type Kind = Pick<BenchApp, 'page' | 'triggers' | 'isReplaced'> & { readonly files: (port: number) => Files }

const compose = (port: number, ...lines: string[]): string =>
  [
    'services:',
    '  web:',
    '    build: .',
    '    init: true',
    `    ports: ["127.0.0.1:${port}:8080"]`,
    ...lines.map(line => `    ${line}`),
    '',
  ].join('\n')

const serve = 'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]'

/** The page is copied into the image; building it hashes so many megabytes of zeroes on one core. */
export const builtKind = (megabytes: number, ...composeLines: string[]): Kind => ({
  files: port => ({
    Dockerfile: `${['FROM '.concat(testImage), 'COPY page.txt /www/index.html', burn(megabytes), serve].join('\n')}\n`,
    'docker-compose.yml': compose(port, ...composeLines),
  }),
  page: text => ({ 'page.txt': text }),
  triggers: ['page.txt'],
  isReplaced: true,
})

/** A step of a build outlives a client that was killed; this one ends by itself, and fails. */
const mostBurnSeconds = 60

const burn = (megabytes: number) =>
  `RUN timeout ${mostBurnSeconds} sh -c 'dd if=/dev/zero bs=1M count=${megabytes} 2>/dev/null | sha256sum >/dev/null'`

/** The page is a variable of an env file: nothing to build, but `up -d` replaces the container. */
export const envFileKind: Kind = {
  files: port => ({
    Dockerfile: `FROM ${testImage}\nCMD mkdir -p /www && echo "$PAGE" > /www/index.html && exec httpd -f -p 8080 -h /www\n`,
    // What is in no image must not be in the context either: a changed file there is built in.
    '.dockerignore': 'page.env\n',
    'docker-compose.yml': compose(port, 'env_file: [page.env]'),
  }),
  page: text => ({ 'page.env': `PAGE=${text}\n` }),
  triggers: [],
  isReplaced: true,
}

/** The page lies in a mounted folder: live as soon as git wrote it, and `up -d` leaves the container alone. */
export const mountedKind: Kind = {
  files: port => ({
    Dockerfile: `FROM ${testImage}\n${serve}\n`,
    'docker-compose.yml': compose(port, 'volumes: ["./www:/www:ro"]'),
  }),
  page: text => ({ 'www/index.html': text }),
  triggers: [],
  isReplaced: false,
}

/** Ten services, each with a context of its own; the page is that of one of them, which publishes the port. */
export const tenServicesKind = (changing: string, megabytes: number): Kind => {
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`)
  const dockerfile = `${['FROM '.concat(testImage), 'COPY page.txt /www/index.html', burn(megabytes), serve].join('\n')}\n`
  const service = (name: string, port: number) => [
    `  ${name}:`,
    `    build: ./${name}`,
    '    init: true',
    ...(name === changing ? [`    ports: ["127.0.0.1:${port}:8080"]`] : []),
  ]
  return {
    files: port => ({
      'README.md': 'ten services',
      'docker-compose.yml': `${['services:', ...names.flatMap(name => service(name, port))].join('\n')}\n`,
      ...Object.fromEntries(
        names.flatMap(name => [
          [`${name}/Dockerfile`, dockerfile],
          [`${name}/page.txt`, name],
        ]),
      ),
    }),
    page: text => ({ [`${changing}/page.txt`]: text }),
    triggers: [],
    isReplaced: true,
  }
}

const page = (...lines: string[]) =>
  `${[`FROM ${testImage}`, 'RUN mkdir -p /www && echo v0 > /www/index.html', ...lines].join('\n')}\n`
const healthy = 'healthcheck: {test: ["CMD", "true"], interval: 1s, timeout: 2s, retries: 2}'
const sick = 'healthcheck: {test: ["CMD", "false"], interval: 1s, timeout: 2s, retries: 100}'

/** A version that serves `v0`, and broken ones that may come after it. */
export const rollbackKind = {
  good: {
    files: (port: number) => ({ Dockerfile: page(serve), 'docker-compose.yml': compose(port, healthy) }),
    page: () => ({}),
    triggers: [],
    isReplaced: true,
  } satisfies Kind,
  exits: (port: number) => ({ Dockerfile: page('CMD ["false"]'), 'docker-compose.yml': compose(port, healthy) }),
  loops: (port: number) => ({
    Dockerfile: page('CMD ["false"]'),
    'docker-compose.yml': compose(port, healthy, 'restart: unless-stopped'),
  }),
  sick: (port: number) => ({ Dockerfile: page(serve), 'docker-compose.yml': compose(port, sick) }),
}

/** Puts an app into the sandbox: remote, developer's clone, checkout. Its Compose project is named as its folder. */
export async function createApp(box: Sandbox, name: string, kind: Kind): Promise<BenchApp> {
  const port = await box.freePort()
  const repository = box.repository(name, { ...kind.files(port), ...kind.page('v0') })
  box.owns(name)
  return { name, port, repository, page: kind.page, triggers: kind.triggers, isReplaced: kind.isReplaced }
}

/** As `docker compose up -d` in the checkout would do it: the project has the folder's name. */
export const registryOf = (apps: readonly BenchApp[]): Record<string, unknown> =>
  Object.fromEntries(
    apps.map(({ name, repository, triggers }) => [
      repository.name,
      {
        path: repository.checkout,
        project: name,
        color: 'none',
        branch: 'main',
        ...(triggers.length > 0 ? { build: { triggers } } : {}),
      },
    ]),
  )

/** How many megabytes `builtKind` must hash so that a whole `docker compose build` takes about so long on this machine. */
export async function createCalibration(box: Sandbox): Promise<(wantedMs: number) => number> {
  const [few, many] = [1, 400]
  const [little, much] = [await createTimer(box, few), await createTimer(box, many)]
  const pairs = Array.from({ length: 3 }, (_, round) => [little.build(`${round}`), much.build(`${round}`)] as const)
  for (const timer of [little, much]) timer.remove()
  const [fewMs, manyMs] = [Math.min(...pairs.map(([ms]) => ms)), Math.min(...pairs.map(([, ms]) => ms))]
  const msPerMegabyte = Math.max((manyMs - fewMs) / (many - few), fastestMsPerMegabyte)
  const megabytes = (wantedMs: number) => Math.round(few + (wantedMs - fewMs) / msPerMegabyte)
  return wantedMs => Math.min(Math.max(few, megabytes(wantedMs)), mostMegabytes)
}

/** No core hashes faster; noise must not make us think so. */
const fastestMsPerMegabyte = 0.5
/** Whatever was measured: ten seconds on the fastest core. */
const mostMegabytes = 20_000

async function createTimer(box: Sandbox, megabytes: number) {
  const { name, repository } = await createApp(box, `calibrate-${megabytes}`, builtKind(megabytes))
  const docker = (...args: string[]) =>
    execFileSync('docker', args, { cwd: repository.checkout, stdio: ['ignore', 'ignore', 'pipe'] })
  return {
    build(page: string): number {
      writeFileSync(`${repository.checkout}/page.txt`, `${Date.now()} ${megabytes} ${page}`)
      const started = performance.now()
      docker('compose', 'build')
      return performance.now() - started
    },
    remove: () => docker('image', 'rm', '-f', `${name}-web`),
  }
}
