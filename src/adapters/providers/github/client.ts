import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/core'
import type { ForgeParts } from '../forge.ts'
import { createAppTokens } from './app-tokens.ts'
import { askGitHub } from './ask.ts'
import type { GitHubClient } from './call.ts'

// Octokit's own words would go to the console.
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
function quiet(): void {
  // What matters is thrown.
}

/** With the token or the App of the settings. */
export function createGitHubClient({ settings, limitMs, now }: ForgeParts): GitHubClient {
  const { token, app } = settings
  const shared = { baseUrl: settings.apiUrl ?? '', userAgent: 'Redhook', log, request: { log } }
  const plain = new Octokit({ ...shared, ...(token === undefined ? {} : { auth: token }) })
  const asApp =
    app === undefined
      ? plain
      : new Octokit({
          ...shared,
          authStrategy: createAppAuth,
          auth: { appId: app.id, privateKey: app.privateKey, log },
        })
  const askAsApp: GitHubClient['askAsApp'] = (call, send) => askGitHub(asApp.request, { ...call, limitMs, now }, send)
  const tokens = app && createAppTokens({ askAsApp, now })
  return {
    askAsApp,
    async ask(call, send) {
      const permission = Object.entries(call.needs)
        .map(([name, level]) => `${name.replaceAll('_', ' ')}: ${level}`)
        .join(', ')
      const asking = { ...call, permission, limitMs, now }
      if (tokens === undefined) return askGitHub(plain.request, asking, send)
      return tokens.using(call, minted => {
        const request = plain.request.defaults({ headers: { authorization: `token ${minted}` } })
        return askGitHub(request, asking, send)
      })
    },
    async gitToken(repository) {
      return tokens === undefined ? token : tokens.gitToken(repository)
    },
    forgetInstallations: () => tokens?.forgetAll(),
  }
}
