import type { Files } from './sandbox.ts'

/**
 * The smallest app our users could have: one service that is built, serves `page.txt`, and has a healthcheck. Its image is made of the
 * page alone.
 */
export const sampleApp = (port: number, page = 'v1', extra: Files = {}): Files => ({
  Dockerfile:
    'FROM redhook-test/busybox:1\nCOPY page.txt /www/index.html\nCMD ["httpd", "-f", "-p", "8080", "-h", "/www"]\n',
  '.dockerignore': '*\n!page.txt\n',
  'page.txt': page,
  'docker-compose.prod.yml': composeFile(port),
  ...extra,
})

/** A Compose file with one `web` service on a port of the loopback. */
export const composeFile = (port: number | string, web = ''): string => `services:
  web:
    build: .
    init: true
    stop_grace_period: 1s
    ports: ["127.0.0.1:${port}:8080"]
    healthcheck: { test: ["CMD", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"], interval: 1s, timeout: 10s, retries: 30 }
${web}`

/** A Compose file with one `web` service without a healthcheck, with further keys, or others in place of these. */
export const serviceFile = (port: number, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    services: {
      web: { build: '.', init: true, stop_grace_period: '1s', ports: [`127.0.0.1:${port}:8080`], ...more },
    },
  })
