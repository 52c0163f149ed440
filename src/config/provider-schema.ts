import { createPrivateKey } from 'node:crypto'
import * as z from 'zod'
import { checked, parsed, word } from './fields.ts'
import { parseWebUrl } from './remote-url.ts'

const base = (example: string) =>
  parsed('an http or https URL without credentials, query or fragment', value => {
    const url = parseWebUrl(value)
    return url === undefined || /[?#]/.test(value) ? undefined : url.href.replace(/\/+$/, '')
  }).meta({ examples: [example] })

const token = checked('a token', text => /^[\x21-\x7e]{6,}$/.test(text))
const secret = checked('a secret of at least 16 characters; make one with redhook secret', text => text.length >= 16)

const common = {
  secret: secret
    .meta({ description: 'What its webhooks are proved with. It is a secret.', examples: ['${GITLAB_SECRET}'] })
    .exactOptional(),
  previousSecret: secret.describe('The secret before the last change, still valid. It is a secret.').exactOptional(),
}

const api = {
  token: token
    .meta({
      description: "What Redhook may do there: asks and answers the forge's API, and git over HTTPS. It is a secret.",
      examples: ['${FORGE_TOKEN}'],
    })
    .exactOptional(),
  user: checked('a user name', text => /^[^\s:]+$/.test(text))
    .describe('Whom the token belongs to. Without it: what the forge takes with tokens.')
    .exactOptional(),
}

const pemWords =
  "an RSA private key in PEM; write ${file:/path/to/key.pem}, or the App's key with \\n for its line ends"

const app = z.strictObject({
  id: word
    .refine(text => /^[A-Za-z0-9.]{1,64}$/.test(text), { error: "the App's id, such as 123456" })
    .meta({ description: "The App's id or client id.", examples: [123_456] }),
  privateKey: parsed(pemWords, parsePrivateKey).meta({
    description: "The App's private key in PEM. It is a secret.",
    examples: ['${file:/run/secrets/github-app.pem}'],
  }),
})

/** A variable of the environment may hold the line ends as `\n`. */
function parsePrivateKey(text: string): string | undefined {
  const pem = `${text.replaceAll('\\n', '\n').trim()}\n`
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa' ? pem : undefined
  } catch {
    return undefined
  }
}

const urlWords = 'Where people and git find it.'
const apiUrlWords = 'Where its API is. Without it: where it lies below `url`.'

const github = z
  .strictObject({
    url: base('https://github.example.com')
      .meta({ description: `${urlWords} Only set for GitHub Enterprise.`, default: 'https://github.com' })
      .exactOptional(),
    apiUrl: base('https://github.example.com/api/v3').describe(apiUrlWords).exactOptional(),
    ...api,
    app: app
      .describe('A GitHub App instead of a token: narrower, and the only one that may write check runs.')
      .exactOptional(),
    ...common,
  })
  .refine(({ token, app }) => token === undefined || app === undefined, {
    error: 'needed beside an App; leave one of them out',
    path: ['token'],
  })

const hosted = (url: string) =>
  z.strictObject({
    url: base(url).meta({ description: urlWords, default: url }).exactOptional(),
    apiUrl: base(url).describe(apiUrlWords).exactOptional(),
    ...api,
    ...common,
  })

const ownUrlWords = 'the address of your server; write url: https://git.example.com'

const selfHosted = z
  .strictObject({
    url: base('https://git.example.com').describe(urlWords).exactOptional(),
    apiUrl: base('https://git.example.com/api').describe(apiUrlWords).exactOptional(),
    ...api,
    ...common,
  })
  .refine(({ token, url }) => token === undefined || url !== undefined, { error: ownUrlWords, path: ['url'] })

/** `providers:` of the registry. */
export const providersSchema = z.strictObject({
  github: github.describe('GitHub, or GitHub Enterprise.').exactOptional(),
  gitlab: hosted('https://gitlab.com').describe('GitLab.').exactOptional(),
  gitea: selfHosted.describe('Gitea.').exactOptional(),
  forgejo: selfHosted.describe('Forgejo.').exactOptional(),
  gogs: selfHosted.describe('Gogs.').exactOptional(),
  bitbucket: hosted('https://bitbucket.org').describe('Bitbucket Cloud.').exactOptional(),
  'bitbucket-dc': selfHosted.describe('Bitbucket Data Center.').exactOptional(),
  azure: hosted('https://dev.azure.com').describe('Azure DevOps.').exactOptional(),
})

export type ProvidersInput = z.output<typeof providersSchema>
