import { describe, expect, it } from 'vitest'
import { readEnv } from '../../src/config/env.ts'
import { createRegistryFolder } from '../support/registry-folder.ts'

const variables = {
  ...{
    PATH: '/bin',
    HOME: '/root',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    DOCKER_HOST: 'unix:///x',
    BUILDX_CONFIG: '/b',
    https_proxy: 'p',
    NO_PROXY: 'n',
  },
  ...{ SSL_CERT_FILE: '/c', SSH_AUTH_SOCK: '/s', GITHUB_TOKEN: 'g', GITHUB_WEBHOOK_SECRET: 'w', REDHOOK_TOKEN: 't' },
  ...{ COMPOSE_FILE: 'evil.yml', COMPOSE_PROJECT_NAME: 'evil', NODE_OPTIONS: '--inspect', PORT: '1', LD_PRELOAD: '/x' },
}

describe('readEnv', () => {
  it('gives children the little they need and nothing of its own', () => {
    using folder = createRegistryFolder()
    expect(Object.keys(readEnv(folder.path, variables).childEnvironment()).sort()).toEqual(
      ['BUILDX_CONFIG', 'DOCKER_HOST', 'HOME', 'LANG', 'NO_PROXY', 'PATH', 'SSL_CERT_FILE', 'TZ', 'https_proxy'].sort(),
    )
  })

  it('gives git the ssh agent beside it', () => {
    using folder = createRegistryFolder()
    const env = readEnv(folder.path, variables)
    expect(env.gitEnvironment()).toEqual({ ...env.childEnvironment(), SSH_AUTH_SOCK: '/s' })
  })

  it('knows its own variables, counting empty ones as not set', () => {
    using folder = createRegistryFolder()
    const env = readEnv(folder.path, { ...variables, REDHOOK_CONFIG: '', GITHUB_WEBHOOK_SECRET_PREVIOUS: 'v' })
    expect(env).toMatchObject({ webhookSecret: 'w', previousWebhookSecret: 'v', token: 't', secrets: ['w', 'v', 't'] })
    expect('configPath' in env).toBe(false)
  })

  it('leaves the environment of the process as it is', () => {
    using folder = createRegistryFolder()
    folder.write('.env', 'REDHOOK_ONLY_IN_DOTENV=1\n')
    expect(readEnv(folder.path).lookup('REDHOOK_ONLY_IN_DOTENV')).toBe('1')
    expect(process.env.REDHOOK_ONLY_IN_DOTENV).toBeUndefined()
  })

  it('says so when .env cannot be read', () => {
    using folder = createRegistryFolder()
    folder.write('.env/file', '')
    expect(() => readEnv(folder.path, {})).toThrow(/\.env could not be read$/)
  })
})
