import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A tiny image with a shell and a web server (Debian's static busybox), made here because none can be fetched. */
export const testImage = 'redhook-test/busybox:1'

/** Builds the image that all sample apps start from, once a machine. */
export function buildTestImage(): void {
  if (isThere()) return
  const context = mkdtempSync(join(tmpdir(), 'redhook-image-'))
  try {
    copyFileSync('/bin/busybox', join(context, 'busybox'))
    const lines = ['FROM scratch', 'COPY busybox /bin/busybox', 'RUN ["/bin/busybox", "--install", "-s", "/bin"]']
    writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`)
    execFileSync('docker', ['build', '-q', '-t', testImage, context], { stdio: ['ignore', 'ignore', 'pipe'] })
  } finally {
    rmSync(context, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

function isThere(): boolean {
  try {
    execFileSync('docker', ['image', 'inspect', testImage], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A Dockerfile whose web server answers with this page. Other lines come before it. */
export const pageDockerfile = (page: string, ...lines: string[]): string =>
  [`FROM ${testImage}`, ...lines, `RUN mkdir -p /www && echo '${page}' > /www/index.html`, ''].join('\n')

/** The web server as a service: `init`, since busybox as the first process of a container ignores SIGTERM. */
export const webService = (port: number, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  build: '.',
  init: true,
  command: ['httpd', '-f', '-p', '8080', '-h', '/www'],
  ports: [`127.0.0.1:${port}:8080`],
  ...more,
})

/** A service that runs this shell line; without a network, which would cost more than the rest, unless it is given one. */
export const shellService = (line: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  image: testImage,
  init: true,
  command: ['sh', '-c', line],
  ...(['ports', 'networks', 'network_mode'].some(key => key in more) ? {} : { network_mode: 'none' }),
  ...more,
})

/** A healthcheck that runs this shell line each second. */
export const healthcheck = (line: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  test: ['CMD', 'sh', '-c', line],
  interval: '1s',
  timeout: '30s',
  retries: 2,
  ...more,
})
