import { describe, expect, it } from 'vitest'
import { parseEnvFile } from '../../src/core/env-file.ts'
import { composeCandidates, pickColor, pickComposeFiles } from '../../src/core/pick-target.ts'

const colorCases = [
  { env: '', color: 'red' },
  { env: 'COLOR=', color: 'red' },
  { env: 'COLOR=red', color: 'red' },
  { env: 'COLOR=blue', color: 'blue' },
  { env: 'export COLOR="blue" # since monday', color: 'blue' },
  { env: "COLOR='blue'\r\n", color: 'blue' },
  { env: '# COLOR=blue', color: 'red' },
  { env: 'COLOR=red\nCOLOR=blue', color: 'blue' },
]

describe('pickColor', () => {
  it.each(colorCases)('reads $color from $env', ({ env, color }) => {
    expect(pickColor('env', parseEnvFile(env))).toBe(color)
  })

  it('names a color that is neither red nor blue', () => {
    expect(() => pickColor('env', parseEnvFile('COLOR=green'))).toThrow('COLOR in the app\'s .env is "green"')
  })

  it('takes a fixed color whatever the .env says, and none as none', () => {
    expect(pickColor('blue', { COLOR: 'red' })).toBe('blue')
    expect(pickColor('none', { COLOR: 'green' })).toBeUndefined()
  })
})

const prod = 'docker-compose.prod.yml'
const dev = 'docker-compose.dev.yml'

const fileCases: readonly { title: string; env?: string; exists: string[]; picks: string[] }[] = [
  { title: 'the prod file without DEBUG', exists: [prod, dev, 'compose.yaml'], picks: [prod] },
  { title: 'the dev file with DEBUG=true', env: 'DEBUG=true', exists: [prod, dev], picks: [dev] },
  { title: 'the dev file with DEBUG=True, as Python writes it', env: 'DEBUG=True', exists: [prod, dev], picks: [dev] },
  { title: 'the prod file with DEBUG=false', env: 'DEBUG=false', exists: [prod, dev], picks: [prod] },
  { title: 'the prod file with DEBUG=1', env: 'DEBUG=1', exists: [prod, dev], picks: [prod] },
  {
    title: 'Compose’s default name, never the prod file instead of a missing dev file',
    env: 'DEBUG=true',
    exists: [prod, 'docker-compose.yml'],
    picks: ['docker-compose.yml'],
  },
  {
    title: 'the first of Compose’s default names',
    exists: ['docker-compose.yaml', 'docker-compose.yml', 'compose.yml', 'compose.yaml'],
    picks: ['compose.yaml'],
  },
  {
    title: 'docker-compose.yml before docker-compose.yaml, as Compose',
    exists: ['docker-compose.yaml', 'docker-compose.yml'],
    picks: ['docker-compose.yml'],
  },
  {
    title: 'the default name with its override file',
    exists: ['docker-compose.yml', 'docker-compose.override.yml'],
    picks: ['docker-compose.yml', 'docker-compose.override.yml'],
  },
  {
    title: 'the override file of another spelling, as Compose',
    exists: ['docker-compose.yml', 'compose.override.yaml', 'docker-compose.override.yml'],
    picks: ['docker-compose.yml', 'compose.override.yaml'],
  },
  {
    title: 'no override file beside the prod file',
    exists: [prod, 'compose.override.yml'],
    picks: [prod],
  },
]

describe('pickComposeFiles', () => {
  it.each(fileCases)('picks $title', ({ env = '', exists, picks }) => {
    const variables = parseEnvFile(env)
    const asked = composeCandidates('env', variables)
    const found = new Set(asked.filter(name => exists.includes(name)))
    expect(pickComposeFiles('env', variables, found)).toEqual(picks)
  })

  it('takes a fixed list in its order', () => {
    const list = ['base.yml', 'staging.yml']
    expect(composeCandidates(list, {})).toEqual(list)
    expect(pickComposeFiles(list, {}, new Set(['staging.yml', 'base.yml']))).toEqual(list)
  })

  it('names the missing one of a fixed list', () => {
    expect(() => pickComposeFiles(['base.yml', 'staging.yml'], {}, new Set(['base.yml']))).toThrow(
      'The Compose file staging.yml does not exist',
    )
  })

  it('names every file it tried', () => {
    expect(() => pickComposeFiles('env', {}, new Set())).toThrow(
      'none of docker-compose.prod.yml, compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml exists',
    )
  })
})
