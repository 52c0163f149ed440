import { describe, expect, it } from 'vitest'
import { problemsOf } from '../../src/config/load.ts'
import { RedhookError } from '../../src/core/errors.ts'
import { createRegistryFolder } from '../support/registry-folder.ts'

interface Row {
  readonly title: string
  readonly yaml: string
  /** Without the file's name. */
  readonly mistakes: readonly string[]
  readonly inContainer?: boolean
}

const messageOf = (yaml: string, inContainer = false): string[] => {
  using folder = createRegistryFolder(yaml)
  try {
    folder.load({ inContainer })
  } catch (error) {
    if (!(error instanceof RedhookError)) throw error
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message.split('\n')).toHaveLength(problemsOf(error).length)
    return error.message.split('\n').map(line => line.replace(/^redhook\.yml:/, ''))
  }
  return []
}

const app = (fields: string) => `repos:\n  acme/shop: { path: /srv/shop, ${fields} }\n`
const server = (fields: string) => `server: { ${fields} }\nrepos: {}\n`

const shop = 'repos."acme/shop"'

const rows: readonly Row[] = [
  {
    title: 'a text that is not YAML',
    yaml: 'repos: [\n',
    mistakes: ['2:1 not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  },
  {
    title: 'a tab as indentation',
    yaml: 'repos:\n\tacme/shop: 1\n',
    mistakes: ['2:1 not YAML: Tabs are not allowed as indentation'],
  },
  {
    title: 'a key with a star and no quotes',
    yaml: 'repos:\n  */shop:\n    path: /srv/shop\n',
    mistakes: ["2:3 not YAML: a key that begins with * has to stand in quotes, as in '*/name':"],
  },
  {
    title: 'two documents',
    yaml: 'repos: {}\n---\nrepos: {}\n',
    mistakes: ['2:1 not YAML: a registry is one YAML document, without ---'],
  },
  { title: 'a tag', yaml: 'repos: !include other.yml\n', mistakes: ['1:8 not YAML: Unresolved tag: !include'] },
  {
    title: 'an alias without its anchor',
    yaml: 'repos:\n  acme/shop: *shop\n',
    mistakes: [`2:14 ${shop}: *shop stands for nothing; there is no such anchor above it`],
  },
  {
    title: 'a key that stands twice',
    yaml: 'repos:\n  acme/shop:\n    path: /srv/shop\n    path: /srv/other\n',
    mistakes: [`4:5 ${shop}.path: stands here a second time; a key may stand only once`],
  },
  {
    title: 'a key that is a list',
    yaml: 'repos:\n  ? [acme, shop]\n  : { path: /srv/shop }\n',
    mistakes: ['2:5 repos: a key has to be a plain text'],
  },
  {
    title: 'a merge of something else than maps',
    yaml: 'repos:\n  acme/shop: { path: /srv/shop, <<: shop }\n',
    mistakes: [`2:33 ${shop}: << takes in a map or a list of maps`],
  },
  { title: 'an empty file', yaml: '', mistakes: ['1:1 is empty; expected a map'] },
  { title: 'a list instead of a map', yaml: '- acme/shop\n', mistakes: ['1:1 a list is not a map'] },
  {
    title: 'no repositories at all',
    yaml: 'server: {}\n',
    mistakes: ['1:1 repos: is missing; expected a map of repositories; write acme/shop: and its app below'],
  },
  {
    title: 'an unknown section',
    yaml: 'repositories: {}\nrepos: {}\n',
    mistakes: [
      '1:1 repositories: "repositories" is not a known key; there are server, channels, providers, defaults, repos',
    ],
  },
  {
    title: 'an app without its path',
    yaml: 'repos:\n  acme/shop:\n    project: shop\n',
    mistakes: [`2:3 ${shop}.path: is missing; expected a path; write it whole, as nothing expands ~`],
  },
  {
    title: 'an app with nothing in it',
    yaml: 'repos:\n  acme/shop:\n',
    mistakes: [
      `2:3 ${shop}: is empty; expected an app, or a list of apps; write path: and the folder of the checkout below`,
    ],
  },
  {
    title: 'a path instead of an app',
    yaml: 'repos:\n  acme/shop: /srv/shop\n',
    mistakes: [
      `2:14 ${shop}: "/srv/shop" is not an app, or a list of apps; write path: and the folder of the checkout below`,
    ],
  },
  {
    title: 'an empty list of apps',
    yaml: 'repos:\n  acme/shop: []\n',
    mistakes: [`2:14 ${shop}: an empty list is not an app, or a list with at least one`],
  },
  {
    title: 'a misspelt field, at its key',
    yaml: app('brnch: main'),
    mistakes: [`2:33 ${shop}.brnch: "brnch" is not a known key; did you mean branch?`],
  },
  {
    title: 'a field in snake case',
    yaml: app('deploy_key: /etc/key'),
    mistakes: [`2:33 ${shop}.deploy_key: "deploy_key" is not a known key; did you mean deployKey?`],
  },
  {
    title: 'a field that is nothing like any other',
    yaml: app('zookeeper: 1'),
    mistakes: [
      `2:33 ${shop}.zookeeper: "zookeeper" is not a known key; there are path, project, url, deployKey, dir, branch, provider, on, knownHosts, sync, color, compose, profiles, environment, pull, build, watch, ignore, restart, health, rollback, versions, timeouts, before, after, poll, checks, previews, forks, removeOrphans, stamp, notify, report, command, self, secret`,
    ],
  },
  {
    title: 'a field of a later version is an unknown one',
    yaml: app('cluster: x'),
    mistakes: [
      `2:33 ${shop}.cluster: "cluster" is not a known key; there are path, project, url, deployKey, dir, branch, provider, on, knownHosts, sync, color, compose, profiles, environment, pull, build, watch, ignore, restart, health, rollback, versions, timeouts, before, after, poll, checks, previews, forks, removeOrphans, stamp, notify, report, command, self, secret`,
    ],
  },
  {
    title: 'a duration without a unit',
    yaml: app('health: { timeout: 120 }'),
    mistakes: [`2:52 ${shop}.health.timeout: 120 is not a duration; write 90s or 2m`],
  },
  {
    title: 'a duration in words',
    yaml: app('health: { timeout: 2 apples }'),
    mistakes: [`2:52 ${shop}.health.timeout: "2 apples" is not a duration; write 90s or 2m`],
  },
  {
    title: 'a duration beyond a day',
    yaml: app('timeouts: { build: 25h }'),
    mistakes: [`2:52 ${shop}.timeouts.build: "25h" is not between 1ms and 24h`],
  },
  {
    title: 'a remote that would be asked too often',
    yaml: app('poll: 5s'),
    mistakes: [`2:39 ${shop}.poll: "5s" is not false, or between 10s and 24h`],
  },
  {
    title: 'a duration of nothing',
    yaml: app('timeouts: { up: 0s }'),
    mistakes: [`2:49 ${shop}.timeouts.up: "0s" is not between 1ms and 24h`],
  },
  {
    title: 'a number where a text belongs',
    yaml: app('branch: 1.0'),
    mistakes: [`2:41 ${shop}.branch: 1.0 is not a text; put it in quotes`],
  },
  {
    title: 'a field with nothing in it',
    yaml: app('branch: '),
    mistakes: [`2:33 ${shop}.branch: is empty; expected a branch`],
  },
  {
    title: 'a branch git would not take',
    yaml: app('branch: a..b'),
    mistakes: [`2:41 ${shop}.branch: "a..b" is not a branch's name for git: it holds two dots in a row`],
  },
  {
    title: 'a full ref as a branch',
    yaml: app('branch: refs/heads/main'),
    mistakes: [`2:41 ${shop}.branch: "refs/heads/main" is not a branch's name; leave out refs/heads/`],
  },
  {
    title: 'a color that is none',
    yaml: app('color: green'),
    mistakes: [`2:40 ${shop}.color: "green" is not one of env, red, blue, none`],
  },
  {
    title: 'a project with capital letters',
    yaml: app('project: Shop'),
    mistakes: [
      `2:42 ${shop}.project: "Shop" is not a project name; Compose allows lower-case letters, digits, - and _, and a letter or digit first`,
    ],
  },
  {
    title: 'a project that is a number',
    yaml: app('project: 7'),
    mistakes: [`2:42 ${shop}.project: 7 is not a text; put it in quotes`],
  },
  {
    title: 'a repository whose name Compose does not take',
    yaml: 'repos:\n  acme/My.Shop: { path: /srv/shop }\n',
    mistakes: [
      '2:3 repos."acme/My.Shop".project: is missing, and the repository\'s name, "my.shop", is not one that Compose allows; write project: my-shop',
    ],
  },
  {
    title: 'a folder outside the checkout',
    yaml: app('dir: ../other'),
    mistakes: [`2:38 ${shop}.dir: "../other" is not a folder inside the checkout; write it relative, without ..`],
  },
  {
    title: 'a folder that is absolute',
    yaml: app('dir: /srv'),
    mistakes: [`2:38 ${shop}.dir: "/srv" is not a folder inside the checkout; write it relative, without ..`],
  },
  {
    title: 'a stamp outside the app',
    yaml: app('stamp: ../DEPLOYED'),
    mistakes: [
      `2:40 ${shop}.stamp: "../DEPLOYED" is not a file inside the app's folder; write it relative, without ..`,
    ],
  },
  {
    title: 'a watched file in .git',
    yaml: app('watch: [.git/config]'),
    mistakes: [
      `2:41 ${shop}.watch[0]: ".git/config" is not a file inside the app's folder; write it relative, without ..`,
    ],
  },
  {
    title: 'a marker that is a folder',
    yaml: app('build: { marker: here/ }'),
    mistakes: [
      `2:50 ${shop}.build.marker: "here/" is not a file inside the app's folder; write it relative, without ..`,
    ],
  },
  {
    title: 'a path with a tilde',
    yaml: 'repos:\n  acme/shop: { path: ~/shop }\n',
    mistakes: [`2:22 ${shop}.path: "~/shop" is not a path; write it whole, as nothing expands ~`],
  },
  {
    title: 'a remote over http',
    yaml: app('url: http://example.com/acme/shop'),
    mistakes: [
      `2:38 ${shop}.url: "http://example.com/acme/shop" is not an address git can clone from; write https://host/owner/name, git@host:owner/name or ssh://git@host/owner/name`,
    ],
  },
  {
    title: 'a remote with a password, which is not shown',
    yaml: app('url: https://me:hunter22@example.com/acme/shop'),
    mistakes: [
      `2:38 ${shop}.url: "https://[redacted]@example.com/acme/shop" is not an address without credentials; leave them out and name a key with deployKey`,
    ],
  },
  {
    title: 'a remote helper',
    yaml: app("url: 'ext::sh -c id'"),
    mistakes: [
      `2:38 ${shop}.url: "ext::sh -c id" is not an address git can clone from; write https://host/owner/name, git@host:owner/name or ssh://git@host/owner/name`,
    ],
  },
  {
    title: 'a remote that looks like an option',
    yaml: app('url: --upload-pack=id'),
    mistakes: [
      `2:38 ${shop}.url: "--upload-pack=id" is not an address git can clone from; write https://host/owner/name, git@host:owner/name or ssh://git@host/owner/name`,
    ],
  },
  {
    title: 'a glob with a bracket too few',
    yaml: app("ignore: ['docs/[a']"),
    mistakes: [`2:42 ${shop}.ignore[0]: "docs/[a" is not a glob; its brackets do not match up`],
  },
  {
    title: 'a glob that negates',
    yaml: app("build: { triggers: ['!README.md'] }"),
    mistakes: [
      `2:53 ${shop}.build.triggers[0]: "!README.md" is not a glob; patterns that begin with ! are not supported`,
    ],
  },
  {
    title: 'a health URL of another protocol',
    yaml: app('health: { url: ftp://127.0.0.1/ }'),
    mistakes: [`2:48 ${shop}.health.url: "ftp://127.0.0.1/" is not an http or https URL without credentials`],
  },
  {
    title: 'a command as one text',
    yaml: app('command: npm ci'),
    mistakes: [
      `2:42 ${shop}.command: "npm ci" is not a list of commands; write [[npm, ci], [npm, start]], each as a list of words`,
    ],
  },
  {
    title: 'a command as a list of words instead of a list of commands',
    yaml: app('command: [npm, ci]'),
    mistakes: [
      `2:43 ${shop}.command[0]: "npm" is not a command; write it as a list of words, like [npm, ci]`,
      `2:48 ${shop}.command[1]: "ci" is not a command; write it as a list of words, like [npm, ci]`,
    ],
  },
  {
    title: 'a hook in a service without its command',
    yaml: app('after: [{ service: web }]'),
    mistakes: [
      `2:41 ${shop}.after[0].run: is missing; expected a command; write it as a list of words, like [npm, ci]`,
    ],
  },
  {
    title: 'an empty command',
    yaml: app('before: [[]]'),
    mistakes: [`2:42 ${shop}.before[0]: an empty list is not a command; write it as a list of words, like [npm, ci]`],
  },
  {
    title: 'variables as a list',
    yaml: app('environment: [A=1]'),
    mistakes: [`2:46 ${shop}.environment: a list is not a map of variable names and texts`],
  },
  {
    title: 'a variable whose name is none',
    yaml: app('environment: { 1A: x }'),
    mistakes: [`2:48 ${shop}.environment.1A: "1A" is not the name of a variable`],
  },
  {
    title: 'a variable without a value',
    yaml: app('environment: { TZ: }'),
    mistakes: [`2:48 ${shop}.environment.TZ: is empty; expected a text`],
  },
  {
    title: 'a secret that is too short, which is not shown',
    yaml: app('secret: hunter22'),
    mistakes: [
      `2:41 ${shop}.secret: what is written here is not a secret of at least 16 characters; make one with redhook secret`,
    ],
  },
  {
    title: 'an empty secret',
    yaml: app("secret: ''"),
    mistakes: [`2:41 ${shop}.secret: "" is not a secret of at least 16 characters; make one with redhook secret`],
  },
  {
    title: 'yes instead of true',
    yaml: app('removeOrphans: yes'),
    mistakes: [`2:48 ${shop}.removeOrphans: "yes" is not true or false`],
  },
  {
    title: 'an empty list of Compose files',
    yaml: app('compose: []'),
    mistakes: [`2:42 ${shop}.compose: an empty list is not a list with at least one entry`],
  },
  {
    title: 'a variable that is not set',
    yaml: app("environment: { KEY: '${SHOP_KEY}' }"),
    mistakes: [
      `2:53 ${shop}.environment.KEY: \${SHOP_KEY} is not set; set SHOP_KEY in Redhook's environment or its .env`,
    ],
  },
  {
    title: 'a file that is not there',
    yaml: app("secret: '${file:/nowhere/shop}'"),
    mistakes: [`2:41 ${shop}.secret: \${file:/nowhere/shop} could not be read: there is no such file`],
  },
  {
    title: 'a reference that does not end',
    yaml: app("branch: '${SHOP'"),
    mistakes: [
      `2:41 ${shop}.branch: "\${SHOP" is not a reference; write \${NAME} or \${file:/path}, or $\${ for a plain \${`,
    ],
  },
  {
    title: 'a reference with a default',
    yaml: app("branch: '${SHOP:-main}'"),
    mistakes: [
      `2:41 ${shop}.branch: "\${SHOP:-main}" is not a reference; write \${NAME} or \${file:/path}, or $\${ for a plain \${`,
    ],
  },
  {
    title: 'Compose fields beside a command',
    yaml: app('command: [[make]], color: red, compose: a.yml'),
    mistakes: [
      `2:52 ${shop}.color: means nothing beside command; remove one of them`,
      `2:64 ${shop}.compose: means nothing beside command; remove one of them`,
    ],
  },
  {
    title: 'a service hook beside a command',
    yaml: app('command: [[make]], before: [{ service: web, run: [a] }]'),
    mistakes: [
      `2:61 ${shop}.before[0]: a command app has no services to run in; write the command alone, as a list of words`,
    ],
  },
  {
    title: 'self as something else',
    yaml: app('self: restart'),
    mistakes: [`2:39 ${shop}.self: "restart" is not skip, or {restart: true, build: [...]}`],
  },
  {
    title: 'a restart without its build',
    yaml: app('self: { restart: true }'),
    mistakes: [
      `2:33 ${shop}.self.build: is missing; expected a list of commands; write [[npm, ci], [npm, start]], each as a list of words`,
    ],
  },
  {
    title: 'commands beside a restart',
    yaml: app('self: { restart: true, build: [[make]] }, before: [[a]]'),
    mistakes: [`2:75 ${shop}.before: means nothing beside self.restart; remove one of them`],
  },
  {
    title: 'a restart in a container',
    yaml: app('self: { restart: true, build: [[make]] }'),
    mistakes: [
      `2:33 ${shop}.self: Redhook runs in a container here and cannot restart into another image; write self: skip and update it on the host with docker compose up -d --build`,
    ],
    inContainer: true,
  },
  {
    title: 'a name without an owner',
    yaml: 'repos:\n  shop: { path: /srv/shop }\n',
    mistakes: ['2:3 repos.shop: "shop" has no owner; write owner/shop, or \'*/shop\' for that name under any owner'],
  },
  {
    title: 'a URL as a name',
    yaml: 'repos:\n  github.com/acme/shop: { path: /srv/shop }\n',
    mistakes: [
      '2:3 repos."github.com/acme/shop": "github.com/acme/shop" is not a repository\'s full name, or \'*/name\' for any owner; write owner/name (GitHub has no groups within groups)',
    ],
  },
  {
    title: 'one repository in two spellings',
    yaml: 'repos:\n  acme/shop: { path: /srv/a, project: a }\n  Acme/Shop: { path: /srv/b, project: b }\n',
    mistakes: [
      '3:3 repos."Acme/Shop": is the same repository as "acme/shop", as case does not count; make it one list of apps',
    ],
  },
  {
    title: 'a project that is taken',
    yaml: 'repos:\n  acme/shop: { path: /srv/a }\n  acme/blog: { path: /srv/b, project: shop }\n',
    mistakes: [`3:39 repos."acme/blog".project: "shop" is already the project of ${shop}; give each app its own`],
  },
  {
    title: 'two apps of one repository that rely on its name',
    yaml: 'repos:\n  acme/shop:\n    - { path: /srv/a }\n    - { path: /srv/b }\n',
    mistakes: [
      `4:7 ${shop}[1].project: is missing, and "shop", the repository's name, is already the project of ${shop}[0]; give each app its own`,
    ],
  },
  {
    title: 'a project that another one becomes with its color',
    yaml: 'repos:\n  acme/shop: { path: /srv/a }\n  acme/blog: { path: /srv/b, project: redshop, color: none }\n',
    mistakes: [
      `3:39 repos."acme/blog".project: "redshop" can become the Compose project redshop, and so can "shop" of ${shop}; rename one, or fix its color`,
    ],
  },
  {
    title: 'an app with the name of a preview of another',
    yaml: 'repos:\n  acme/shop: { path: /srv/a, previews: true }\n  acme/blog: { path: /srv/b, project: pr12-shop }\n',
    mistakes: [
      `3:39 repos."acme/blog".project: "pr12-shop" is what the preview of pull request 12 of ${shop} is called; give this app another name`,
    ],
  },
  {
    title: 'an app that becomes the Compose project of a preview, by the name of its repository',
    yaml: 'repos:\n  acme/redpr7-shop: { path: /srv/b, color: none }\n  acme/shop: { path: /srv/a, previews: { color: red } }\n',
    mistakes: [
      `2:3 repos."acme/redpr7-shop".project: "redpr7-shop" is what the preview of pull request 7 of ${shop} is called; give this app another name`,
    ],
  },
  {
    title: 'apps of one checkout that follow different branches',
    yaml: 'repos:\n  acme/shop:\n    - { path: /srv/a, project: a, branch: main }\n    - { path: /srv/x/../a/, project: b, branch: develop }\n',
    mistakes: [
      `4:49 ${shop}[1].branch: branch is develop here and main in ${shop}[0]; apps that share a checkout must agree on it`,
    ],
  },
  {
    title: 'apps of one checkout of which one resets',
    yaml: 'defaults: { branch: main }\nrepos:\n  acme/shop:\n    - { path: /srv/a, project: a, sync: reset }\n    - { path: /srv/a, project: b }\n',
    mistakes: [
      `5:15 ${shop}[1].path: sync is pull here and reset in ${shop}[0]; apps that share a checkout must agree on it`,
    ],
  },
  {
    title: 'two repositories in one checkout',
    yaml: 'repos:\n  acme/shop: { path: /srv/a }\n  acme/blog: { path: /srv/a }\n',
    mistakes: [`3:22 repos."acme/blog".path: /srv/a is already the checkout of another repository, in ${shop}`],
  },
  {
    title: 'a checkout inside another',
    yaml: 'repos:\n  acme/shop: { path: /srv/a }\n  acme/blog: { path: /srv/a/sites/blog }\n',
    mistakes: [
      `3:22 repos."acme/blog".path: /srv/a/sites/blog lies inside /srv/a, the checkout of ${shop}; put it elsewhere`,
    ],
  },
  {
    title: 'two secrets for one repository',
    yaml: 'repos:\n  acme/shop:\n    - { path: /srv/a, project: a, secret: 0123456789abcdef }\n    - { path: /srv/b, project: b, secret: fedcba9876543210 }\n',
    mistakes: [
      `4:43 ${shop}[1].secret: differs from the secret of another app of this repository; a repository has one`,
    ],
  },
  {
    title: 'a secret for any owner',
    yaml: "repos:\n  '*/shop': { path: /srv/a, secret: 0123456789abcdef }\n",
    mistakes: [
      "2:29 repos.\"*/shop\".secret: belongs to one repository, whose URL has the owner in it; write the repository's full name instead of '*'",
    ],
  },
  {
    title: 'a port without its address',
    yaml: server('listen: 8000'),
    mistakes: ['1:19 server.listen: 8000 is not an address and a port; write 127.0.0.1:8000 or "[::1]:8000"'],
  },
  {
    title: 'a port beyond the last',
    yaml: server('listen: 127.0.0.1:70000'),
    mistakes: [
      '1:19 server.listen: "127.0.0.1:70000" is not an address and a port; write 127.0.0.1:8000 or "[::1]:8000"',
    ],
  },
  {
    title: 'an IPv6 address without brackets',
    yaml: server("listen: '::1:8000'"),
    mistakes: ['1:19 server.listen: "::1:8000" is not an address and a port; write 127.0.0.1:8000 or "[::1]:8000"'],
  },
  {
    title: 'an address that is none',
    yaml: server('allowFrom: [10.0.0.0/33, github, gitlab]'),
    mistakes: [
      '1:23 server.allowFrom[0]: "10.0.0.0/33" is not github, an IP address or a network; write github, 10.0.0.7 or 10.0.0.0/8',
      '1:44 server.allowFrom[2]: "gitlab" is not github, an IP address or a network; write github, 10.0.0.7 or 10.0.0.0/8',
    ],
  },
  {
    title: 'an empty list of addresses',
    yaml: server('allowFrom: []'),
    mistakes: [
      '1:22 server.allowFrom: an empty list is not a list with at least one entry; leave the key out to allow anyone',
    ],
  },
  {
    title: 'a hook path that is taken',
    yaml: server('webhookPath: /api/hook'),
    mistakes: [
      '1:24 server.webhookPath: "/api/hook" is not a free path; write one like /webhook or /hook-4f1c, without a slash at the end',
    ],
  },
  {
    title: 'a hook path with a slash at the end',
    yaml: server('webhookPath: /hook/'),
    mistakes: [
      '1:24 server.webhookPath: "/hook/" is not a free path; write one like /webhook or /hook-4f1c, without a slash at the end',
    ],
  },
  {
    title: 'a public URL with a query',
    yaml: server("publicUrl: 'https://example.com/?a=1'"),
    mistakes: [
      '1:22 server.publicUrl: "https://example.com/?a=1" is not an http or https URL without credentials, query or fragment',
    ],
  },
  {
    title: 'too much at once',
    yaml: server('concurrency: 9'),
    mistakes: ['1:24 server.concurrency: 9 is not a whole number from 1 to 8'],
  },
  {
    title: 'a level that is none',
    yaml: server('log: { level: verbose }'),
    mistakes: ['1:25 server.log.level: "verbose" is not one of debug, info, warn, error'],
  },
  {
    title: 'keeping nothing',
    yaml: server('keep: { days: 0, perApp: 1.5 }'),
    mistakes: [
      '1:25 server.keep.days: 0 is not a whole number of days from 1 to 36500',
      '1:36 server.keep.perApp: 1.5 is not a whole number from 1 to 1000000',
    ],
  },
  {
    title: 'a size without a unit',
    yaml: server('buildCache: 20'),
    mistakes: ['1:23 server.buildCache: 20 is not a size; write 500MB or 20GB'],
  },
  {
    title: 'a size of nothing',
    yaml: server('buildCache: 0GB'),
    mistakes: ['1:23 server.buildCache: "0GB" is not a size; write 500MB or 20GB'],
  },
  {
    title: 'a password in clear, which is not shown again',
    yaml: server('users: { ann: { role: deploy, password: hunter2 } }'),
    mistakes: [
      '1:51 server.users.ann.password: what is written here is not a password hash; make one with redhook password',
    ],
  },
  {
    title: 'a password hash that is cheap to try',
    yaml: server(
      `users: { ann: { role: deploy, password: "scrypt$ln=10,r=8,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}" } }`,
    ),
    mistakes: [
      '1:51 server.users.ann.password: what is written here is not a password hash; make one with redhook password',
    ],
  },
  {
    title: 'a user with a role that is none, and one with a name of Redhook’s own',
    yaml: server(
      'authHeader: Remote-User, trustedProxies: [10.0.0.1], users: { ann: { role: boss }, redhook: { role: view } }',
    ),
    mistakes: [
      '1:86 server.users.ann.role: "boss" is not one of view, deploy, admin',
      '1:94 server.users.redhook: "redhook" is not a name; up to 64 letters, digits and ._@+-, but not redhook, public or nobody',
    ],
  },
  {
    title: 'a user who has no way to sign in',
    yaml: server('users: { ann: { role: view } }'),
    mistakes: [
      '1:25 server.users.ann: a map is not a user who can sign in; add a password (redhook password makes its hash), or set authHeader',
    ],
  },
  {
    title: 'a header for who signed in that anyone could send',
    yaml: server('authHeader: X-Forwarded-User'),
    mistakes: [
      '1:23 server.authHeader: "X-Forwarded-User" is not safe without trustedProxies; list there the address of the proxy that sets it',
    ],
  },
  {
    title: 'a header for who signed in that says something else',
    yaml: server('authHeader: Cookie, trustedProxies: [10.0.0.1]'),
    mistakes: [
      '1:23 server.authHeader: "Cookie" is not the name of a header that a proxy sets for this alone; write it like X-Forwarded-User',
    ],
  },
  {
    title: 'fields of access that mean nothing alone',
    yaml: server('authHeaderRole: view, publicLogs: true'),
    mistakes: [
      '1:27 server.authHeaderRole: "view" is not of use without authHeader; name the header that the proxy sets',
      '1:45 server.publicLogs: true is not of use without public: read; add that, or leave this out',
    ],
  },
  {
    title: 'a hook path that belongs to the dashboard',
    yaml: server('webhookPath: /deployments'),
    mistakes: [
      '1:24 server.webhookPath: "/deployments" is not a free path; write one like /webhook or /hook-4f1c, without a slash at the end',
    ],
  },
  {
    title: 'a number of versions that keeps none',
    yaml: app('versions: 0'),
    mistakes: [`2:43 ${shop}.versions: 0 is not a whole number from 1 to 100`],
  },
  {
    title: 'mistakes of defaults, where they stand',
    yaml: 'defaults:\n  sync: push\n  path: /srv\nrepos: {}\n',
    mistakes: [
      '2:9 defaults.sync: "push" is not one of pull, reset',
      '3:3 defaults.path: "path" is not a known key; there are dir, branch, provider, on, knownHosts, sync, color, compose, profiles, environment, pull, build, watch, ignore, restart, health, rollback, versions, timeouts, before, after, poll, checks, previews, forks, removeOrphans, stamp, notify, report',
    ],
  },
  {
    title: 'all mistakes at once, in order of their lines',
    yaml: 'repos:\n  acme/blog: { path: /srv/b, project: shop }\n  acme/shop: { path: /srv/a }\n  acme/crm: { path: /srv/c, sync: push }\nserver:\n  listen: 8000\n  replies: none\n',
    mistakes: [
      `3:3 ${shop}.project: is missing, and "shop", the repository's name, is already the project of repos."acme/blog"; give each app its own`,
      '4:35 repos."acme/crm".sync: "push" is not one of pull, reset',
      '6:11 server.listen: 8000 is not an address and a port; write 127.0.0.1:8000 or "[::1]:8000"',
      '7:12 server.replies: "none" is not one of plain, uniform',
    ],
  },
]

describe('mistakes in the registry', () => {
  it.each(rows)('$title', ({ yaml, mistakes, inContainer }) => {
    expect(messageOf(yaml, inContainer)).toEqual(mistakes)
  })
})
