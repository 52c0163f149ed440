import { describe, expect, it } from 'vitest'
import { checkSecrets } from '../../../src/cli/check/secrets.ts'
import { createProviders } from '../../../src/config/create-providers.ts'
import type { App } from '../../../src/core/app.ts'
import { testApp } from '../../support/app-samples.ts'

const strong = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'
const lab = testApp({ provider: 'gitlab' })

interface Case {
  readonly title: string
  readonly apps?: readonly App[]
  readonly gitlab?: string
  readonly own?: string
  readonly github?: string
  readonly finds: readonly string[]
}

const found = ({ apps = [testApp()], gitlab, own, github }: Case): string[] =>
  checkSecrets({
    config: {
      apps,
      repositorySecrets: new Map(own === undefined ? [] : [['acme/shop', own]]),
      providers: createProviders(gitlab === undefined ? {} : { gitlab: { secret: gitlab } }),
    } as unknown as Parameters<typeof checkSecrets>[0]['config'],
    env: { webhookSecret: github, token: strong } as unknown as Parameters<typeof checkSecrets>[0]['env'],
  })
    .slice(0, -1)
    .map(({ severity, message }) => `${severity}: ${message}`)

describe('the secrets that webhooks need', () => {
  it.each<Case>([
    { title: "GitHub's, for an app there", finds: ['error: GITHUB_WEBHOOK_SECRET is not set'] },
    { title: "GitHub's, before there is an app", apps: [], finds: ['error: GITHUB_WEBHOOK_SECRET is not set'] },
    { title: "GitHub's, which is there", github: strong, finds: ['ok: GITHUB_WEBHOOK_SECRET is set'] },
    { title: 'not for an app that is polled', apps: [testApp({ pollMs: 60_000 })], finds: [] },
    {
      title: "another forge's, and not GitHub's",
      apps: [lab],
      finds: ['error: providers.gitlab.secret is not set: no webhook of GitLab is heard'],
    },
    {
      title: "another forge's, which is there",
      apps: [lab],
      gitlab: strong,
      finds: ['ok: providers.gitlab.secret is set'],
    },
    {
      title: "another forge's, which is weak",
      apps: [lab],
      gitlab: 'x'.repeat(40),
      finds: ['warn: providers.gitlab.secret is short or simple enough to be guessed'],
    },
    {
      title: 'none of a forge, for a repository with its own',
      apps: [lab],
      own: strong,
      finds: ['ok: no GITHUB_WEBHOOK_SECRET; repositories with a secret of their own are served'],
    },
  ])('$title', one => {
    expect(found(one)).toEqual(one.finds)
  })
})
