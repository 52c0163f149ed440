import * as z from 'zod'
import { whyInvalidBranch } from '../core/branch.ts'
import { providerNames } from '../core/provider.ts'
import { checksSchema } from './checks-schema.ts'
import {
  anyPath,
  argv,
  checked,
  duration,
  fileInside,
  folderInside,
  glob,
  judged,
  listOf,
  orReference,
  text,
  word,
} from './fields.ts'
import { notifySchema } from './notify-schema.ts'
import { forksSchema, previewsSchema } from './previews-schema.ts'
import { parseWebUrl, whyBadRemote } from './remote-url.ts'
import { reportSchema } from './report-schema.ts'
import { triggersSchema } from './trigger-schema.ts'

const branch = judged('a branch', name => {
  if (name.startsWith('refs/')) return "a branch's name; leave out refs/heads/"
  const why = whyInvalidBranch(name)
  return why === undefined ? undefined : `a branch's name for git: ${why}`
})

/** What Compose allows as a project's name. */
export const projectPattern = /^[a-z0-9][a-z0-9_-]*$/
/** Longer names would not fit everywhere a name has to go, such as file names. */
export const longestProject = 100

const project = checked(
  'a project name; Compose allows lower-case letters, digits, - and _, and a letter or digit first',
  name => projectPattern.test(name) && name.length <= longestProject,
)

const pollWords = 'false, or between 10s and 24h'
const poll = z.union([z.literal(false), duration.refine(ms => ms >= 10_000, { error: pollWords })], {
  error: pollWords,
})

const environmentWords = 'a map of variable names and texts'
const environment = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of a variable' }), word, {
    error: environmentWords,
  })
  .meta({ examples: [{ APP_VERSION: '2', API_KEY: '${SHOP_API_KEY}' }] })

const serviceHook = z.strictObject({
  service: text.describe('The Compose service to run in.'),
  run: argv.describe('The command as a list of words.'),
})
const hooks = listOf(
  z.union([argv, serviceHook], { error: 'a command; write a list of words, or {service: web, run: [...]}' }),
  'a list of commands; write [[npm, run, migrate]], each as a list of words',
)
const commands = listOf(argv, 'a list of commands; write [[npm, ci], [npm, start]], each as a list of words')

const webUrl = checked('an http or https URL without credentials', value => parseWebUrl(value) !== undefined)

const build = z.strictObject({
  triggers: listOf(glob, 'a list of globs')
    .meta({
      description:
        "Globs, relative to the repository's root; a changed file that matches makes the deployment build. A glob without a slash matches at any depth. Takes the place of the built-in list: Dockerfiles, dependency manifests, lock files and .env.",
      examples: [['Dockerfile*', 'package-lock.json']],
    })
    .exactOptional(),
  scope: z
    .enum(['changed', 'all'])
    .meta({
      description:
        '`changed` builds only the services that a change touches; `all` builds every buildable service once one is to be built.',
      default: 'changed',
    })
    .exactOptional(),
  marker: fileInside
    .meta({
      description:
        "A file in the app's folder that asks for a full build: put there by an operator and unknown to git, or pushed with new content.",
      default: 'REBUILD_TRIGGER',
    })
    .exactOptional(),
})

const versionsWords = 'a whole number from 1 to 100'

const health = z.strictObject({
  timeout: duration
    .meta({
      description: 'How long the new containers may take to be healthy, counted from the end of `up`.',
      default: '120s',
    })
    .exactOptional(),
  url: webUrl
    .meta({
      description: 'An address that must answer, too, before the deployment counts as good.',
      examples: ['http://127.0.0.1:8080/health'],
    })
    .exactOptional(),
})

const step = (what: string, fallback: string) =>
  duration.meta({ description: `How long ${what} may take.`, default: fallback }).exactOptional()

const timeouts = z.strictObject({
  sync: step('fetching and checking out the commit', '5m'),
  build: step('building and pulling images', '30m'),
  up: step('`docker compose up`', '5m'),
  before: step('all commands of `before` together', '10m'),
  after: step('all commands of `after` together', '10m'),
})

const selfWords = 'skip, or {restart: true, build: [...]}'
const selfRestart = z.strictObject({
  restart: z
    .literal(true, { error: 'true' })
    .describe('Build the new version, check it, switch to it and restart (under systemd).'),
  build: commands.describe('The commands that build the new version, each as a list of words.'),
})

/** Fields that apps can have in common: they may stand in `defaults`, too. */
const shared = {
  dir: folderInside
    .meta({
      description:
        "The app's folder in the checkout: where its .env, Compose file and marker are, and the working directory of every command.",
      default: '.',
    })
    .exactOptional(),
  branch: branch
    .meta({
      description:
        "What is deployed. Without it: the branch checked out at `path`; for a clone, the remote's default branch.",
      examples: ['main'],
    })
    .exactOptional(),
  provider: z
    .enum(providerNames)
    .meta({
      description:
        'The forge that the repository lies at. Only its own deliveries, at <webhookPath>/<provider>, are for this app.',
      default: 'github',
    })
    .exactOptional(),
  on: triggersSchema
    .meta({
      description:
        'What deploys it by itself. `push`: its branch. {tag: pattern}: a tag that matches; that tag is deployed. `merge`: a pull request was merged into its branch. `release`, or {release: {prereleases: true}}: the tag of a published release. `checks`, or {checks: name}: the commit of its branch whose workflow run or check suite passed. `package`, or {package: name}: an image was published; it is pulled. `manual`: nothing, people alone. One of these or a list.',
      default: 'push',
      examples: ['push', ['merge', { tag: 'v*' }], { checks: 'CI' }, 'manual'],
    })
    .exactOptional(),
  knownHosts: anyPath
    .describe("A file with the host keys of the remote, for ssh. GitHub's are known without it.")
    .exactOptional(),
  sync: z
    .enum(['pull', 'reset'])
    .meta({
      description:
        '`pull` follows the branch and never loses local work: what is in the way is refused and named. `reset` makes tracked files equal to the branch and keeps a backup of what it overwrites.',
      default: 'pull',
    })
    .exactOptional(),
  color: z
    .enum(['env', 'red', 'blue', 'none'])
    .meta({
      description:
        "The prefix of the Compose project. `env` reads COLOR from the app's .env (red where it is not set); `none` is for a project that already runs without one.",
      default: 'env',
    })
    .exactOptional(),
  compose: z
    .union([text, z.array(text).min(1)], { error: 'env, a file, or a list of files' })
    .meta({
      description:
        "`env`: DEBUG=true in the app's .env picks docker-compose.dev.yml, else docker-compose.prod.yml; where that one does not exist, Compose's own default names. Or a file, or a list of files, relative to `dir`.",
      default: 'env',
      examples: ['env', 'compose.staging.yml', ['compose.yml', 'compose.staging.yml']],
    })
    .exactOptional(),
  profiles: listOf(text, 'a list of profiles').describe('Compose profiles to enable.').exactOptional(),
  environment: environment
    .describe(
      'Variables for Compose and for commands, beside a minimal environment. Values may come from ${NAME} and ${file:/path}.',
    )
    .exactOptional(),
  pull: z
    .enum(['missing', 'always'])
    .meta({ description: 'When to pull images that are not built here.', default: 'missing' })
    .exactOptional(),
  build: build.describe('What makes a deployment build images.').exactOptional(),
  watch: listOf(fileInside, 'a list of files')
    .meta({
      description: 'Further files, relative to `dir`, that git does not track and that count as inputs, as .env does.',
      examples: [['config/local.yml']],
    })
    .exactOptional(),
  ignore: listOf(glob, 'a list of globs')
    .meta({
      description: "Globs, relative to the repository's root; a push that changes nothing else is skipped.",
      examples: [['docs/', '*.md']],
    })
    .exactOptional(),
  restart: listOf(text, 'a list of services')
    .meta({
      description: 'Services to restart when a changed file reaches them through a mounted folder.',
      examples: [['web', 'worker']],
    })
    .exactOptional(),
  health: health.describe('When a deployment counts as good.').exactOptional(),
  rollback: z
    .boolean()
    .meta({
      description: 'Put the last good version back (its files, and its images by id) when the new one fails.',
      default: true,
    })
    .exactOptional(),
  versions: z
    .int({ error: versionsWords })
    .min(1, { error: versionsWords })
    .max(100, { error: versionsWords })
    .meta({
      description:
        'So many different good versions have their images kept for a rollback; the one that runs is among them.',
      default: 3,
    })
    .exactOptional(),
  timeouts: timeouts.describe('How long each step may take.').exactOptional(),
  before: hooks
    .meta({
      description:
        'Commands after the build and before `up`: a list of words runs where Redhook runs; {service, run} runs in a new container of that service, with the new image. They run at least once.',
      examples: [[{ service: 'web', run: ['./manage.py', 'migrate'] }]],
    })
    .exactOptional(),
  after: hooks
    .meta({
      description:
        'Commands once everything is healthy; the same forms as `before`. If one fails, the deployment fails.',
      examples: [[['systemctl', 'reload', 'nginx']]],
    })
    .exactOptional(),
  poll: poll
    .meta({
      description:
        'How often the remote is asked for new commits, for servers that no webhook reaches; at least 10s. The first look deploys an app that never was. Without it, and with `false`: once an hour, and shortly after the start, in case a delivery got lost. Only where `on` has push.',
      default: false,
      examples: ['60s'],
    })
    .exactOptional(),
  checks: checksSchema
    .meta({
      description:
        "Runs the steps of `.redhook.yml`, in `dir` of the repository, in a throwaway container for each pull request against the app's branch, and reports a commit status.",
      default: false,
      examples: [true, { timeout: '15m', memory: '2GB', cpus: 2 }],
    })
    .exactOptional(),
  previews: previewsSchema
    .meta({
      description:
        'Gives each pull request against the branch a Compose project of its own, from its own files, on ports of its own; removed with its volumes when the pull request is closed.',
      default: false,
      examples: [true, { limit: 3, maxAge: '7d', env: { DATABASE_PASSWORD: 'preview' } }],
    })
    .exactOptional(),
  forks: forksSchema
    .meta({
      description: 'Pull requests of forks run nothing here, unless a maintainer puts this label on.',
      examples: [{ label: 'safe to run' }],
    })
    .exactOptional(),
  removeOrphans: z
    .boolean()
    .meta({ description: 'Remove containers of services that left the Compose file.', default: false })
    .exactOptional(),
  stamp: fileInside
    .meta({
      description: 'A file, relative to `dir` and unknown to git, that gets time and commit after each success.',
      examples: ['DEPLOYED'],
    })
    .exactOptional(),
  notify: notifySchema
    .meta({
      description:
        'Who hears of it: channels by name, or {to, on} with the kinds to tell of: failed, rolled_back, recovered, succeeded, locked. Without `on`: failed, rolled_back and recovered. A list of an app takes the place of the one in `defaults`; [] tells nobody.',
      examples: [['team'], [{ to: 'team', on: ['failed', 'rolled_back', 'recovered', 'locked'] }]],
    })
    .exactOptional(),
  report: reportSchema
    .meta({
      description:
        'What the forge is told of deployments, as far as its API may be asked (`providers`): `false` for nothing, or which parts.',
      default: true,
      examples: [false, { checkRuns: false, environment: 'staging', url: 'https://shop.staging.example.com' }],
    })
    .exactOptional(),
}

/** `defaults:` of the registry. */
export const defaultsSchema = z.strictObject(shared)

/** One app of the registry. */
export const appSchema = z
  .strictObject({
    path: anyPath.meta({
      description:
        "The checkout. A relative path counts from the registry's folder. Several apps may share one checkout.",
      examples: ['/srv/staging/shop'],
    }),
    project: project
      .meta({
        description:
          "Names the app everywhere; the Compose project is the color and this name. Without it: the repository's name in lower case.",
        pattern: orReference(projectPattern),
        examples: ['shop'],
      })
      .exactOptional(),
    url: judged('an address git can clone from', whyBadRemote)
      .meta({
        description:
          'Where to clone from, when there is no checkout at `path` yet. Without it: what the checkout has as origin.',
        examples: ['git@github.com:acme/shop.git'],
      })
      .exactOptional(),
    deployKey: anyPath
      .meta({ description: 'A private key file, for this repository alone.', examples: ['/etc/redhook/keys/shop'] })
      .exactOptional(),
    ...shared,
    command: commands
      .min(1, { error: 'a list with at least one command' })
      .meta({
        description: 'Instead of Compose: commands, each a list of words, run in `dir` one after another.',
        examples: [
          [
            ['npm', 'ci'],
            ['systemctl', 'restart', 'shop'],
          ],
        ],
      })
      .exactOptional(),
    self: z
      .union([z.literal('skip'), selfRestart], { error: selfWords })
      .describe(
        "Redhook's own repository: `skip` leaves it alone; {restart: true, build: [...]} builds the new version and restarts into it, under systemd only.",
      )
      .exactOptional(),
    secret: checked('a secret of at least 16 characters; make one with redhook secret', value => value.length >= 16)
      .meta({
        description:
          "This repository's own webhook secret. Its deliveries then come to <webhookPath>/<provider>/<owner>/<name> alone.",
        examples: ['${SHOP_WEBHOOK_SECRET}', '${file:/run/secrets/shop}'],
      })
      .exactOptional(),
  })
  .meta({ id: 'App', description: 'One app: a repository, a branch, a checkout and a Compose project.' })

export type AppInput = z.output<typeof appSchema>
export type DefaultsInput = z.output<typeof defaultsSchema>
