import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDirectCompose } from '../../../src/adapters/docker/direct-compose.ts'
import { forgetChildren } from '../../../src/adapters/process/children.ts'
import { createProcesses } from '../../../src/adapters/process/processes.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redhook-compose-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A program that says its name and what it was given, unless `lines` say otherwise. */
function program(name: string, ...lines: string[]): string {
  const file = join(folder, name)
  writeFileSync(file, ['#!/bin/sh', ...lines, `echo ${name} "$@"`, ''].join('\n'))
  chmodSync(file, 0o755)
  return file
}

/** A docker that names its plugins, and counts how often it was asked. */
function dockerWith(compose: string): void {
  const count = `echo asked >> '${folder}/asked'`
  program(
    'docker',
    `[ "$3" = info ] && { ${count}; printf 'buildx\\t/nowhere/docker-buildx\\ncompose\\t${compose}\\n'; exit 0; }`,
  )
}

const env = () => ({ PATH: `${folder}:/usr/bin:/bin` })
const open = () => {
  const processes = createDirectCompose(createProcesses(forgetChildren), env())
  return async (first: string, ...rest: string[]) =>
    (await processes.run({ argv: [first, ...rest], cwd: '/', env: env() })).stdout.trim()
}

describe('createDirectCompose', () => {
  it('starts the plugin that docker names, with the words behind docker compose', async () => {
    dockerWith(program('docker-compose'))
    const run = open()
    expect(await run('docker', 'compose', '-p', 'redshop', 'up', '-d')).toBe('docker-compose -p redshop up -d')
  })

  it('leaves all other commands as they are', async () => {
    dockerWith(program('docker-compose'))
    expect(await open()('docker', 'ps', '-aq')).toBe('docker ps -aq')
  })

  it('asks docker once, however many ask at the same time', async () => {
    dockerWith(program('docker-compose'))
    const run = open()
    await Promise.all([1, 2, 3].map(() => run('docker', 'compose', 'ps')))
    expect(await run('cat', join(folder, 'asked'))).toBe('asked')
  })

  it.each([
    ['names no plugin', 'exit 1'],
    ['says something else', '[ "$3" = info ] && { echo compose elsewhere; exit 0; }'],
    ['names no path', '[ "$3" = info ] && { printf "compose\\t\\n"; exit 0; }'],
  ])('goes through docker where it %s', async (_, line) => {
    program('docker', `[ "$2" = up ] || { ${line}; }`)
    expect(await open()('docker', 'compose', 'up')).toBe('docker compose up')
  })

  it('goes through docker where the plugin has gone, and finds it again where it went', async () => {
    dockerWith(program('docker-compose'))
    const run = open()
    await run('docker', 'compose', 'up')
    rmSync(join(folder, 'docker-compose'))
    dockerWith(program('compose-elsewhere'))
    expect(await run('docker', 'compose', 'up')).toBe('docker compose up')
    expect(await run('docker', 'compose', 'up')).toBe('compose-elsewhere up')
  })
})
