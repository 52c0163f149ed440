import { describe, expect, it } from 'vitest'
import { checkForges } from '../../../src/cli/check/online/forges.ts'
import { checkHooks } from '../../../src/cli/check/online/hooks.ts'
import type { OnlineContext } from '../../../src/cli/check/online/online-context.ts'
import { createProviders } from '../../../src/config/create-providers.ts'
import { type ForgeSample, forgeSamples, openForge } from '../../support/forge-api/forges.ts'
import { openListener, status } from '../../support/http-listener.ts'

const publicUrl = 'https://hooks.example.org'

/** What these two checks look at, of a registry with one app of this forge. */
function contextOf({ at, api, providers }: Pick<Awaited<ReturnType<typeof openForge>>, 'at' | 'api' | 'providers'>) {
  const context = {
    config: {
      ...{ providers: createProviders(providers), repositorySecrets: new Map() },
      ...{ server: { publicUrl, webhookPath: '/webhook' } },
      apps: [{ provider: at.provider, repository: at.name, on: [{ on: 'push' }], path: '/srv/shop' }],
    },
    ...{ env: {}, ports: { forge: api }, signal: new AbortController().signal, now: Date.now },
  }
  return context as unknown as OnlineContext
}

const said = (findings: Awaited<ReturnType<typeof checkHooks>>) =>
  findings.map(({ area, severity, message }) => `${area} ${severity}: ${message}`)

describe.each(forgeSamples)('redhook check --online at $forge', sample => {
  const url = `${publicUrl}/webhook/${sample.forge}`

  it('asks what its API answers: whether the token is taken, and whether a hook leads here', async () => {
    await using opened = await openForge(sample)
    const context = contextOf(opened)
    const isSilent = ['bitbucket', 'bitbucket-dc', 'azure'].includes(sample.forge)
    const tokens = said(await checkForges(context)).filter(line => line.startsWith('forge '))
    expect(tokens).toEqual(isSilent ? [] : [expect.stringMatching(/^forge ok: the token is accepted/)])
    if (sample.forge === 'azure') {
      expect(said(await checkHooks(context))).toEqual(['webhook warn: Azure DevOps was not asked: it needs a token'])
      return
    }
    expect(said(await checkHooks(context))).toEqual([`webhook error: none leads to ${url}`])
    await opened.api.setup.createHook(opened.at, { url, secret: 'a secret' })
    expect(said(await checkHooks(context))).toEqual([expect.stringContaining(`webhook ok: ${url}`)])
  })
})

describe('a forge that sends elsewhere', () => {
  it('does not get the token there', async () => {
    await using elsewhere = await openListener()
    await using opened = await openForge(forgeSamples[0] as ForgeSample)
    await using sending = await openListener(status(302, { location: elsewhere.url }))
    const providers = { gitlab: { url: sending.url, token: 'a-token-for-tests' } }
    const findings = await checkForges(contextOf({ ...opened, providers }))
    expect(elsewhere.heard).toEqual([])
    expect(findings.filter(({ area }) => area === 'forge')).toMatchObject([
      { severity: 'warn', remedy: expect.stringContaining('apiUrl') },
    ])
  })
})
