import { type Access, accessSettings, accessVariables } from './access.ts'
import type { Protocol } from './parse.ts'

/** What the environment of one git call is made of. */
export interface Surroundings {
  /** PATH, HOME, SSH_AUTH_SOCK, proxies, certificates: as the machine has them. */
  readonly base: Readonly<Record<string, string>>
  /** The only protocol git may speak; without it, none. */
  readonly protocol?: Protocol
  /** Folders that git shall trust though they belong to somebody else. */
  readonly safe: readonly string[]
  readonly key?: SshKey
  /** For a remote over HTTP that wants to know who asks. */
  readonly access?: Access
  /** The user that git runs as, where that is not Redhook's own. */
  readonly user?: { readonly name?: string; readonly home?: string }
}

/** A private key for one repository and the host keys that go with it. Absolute paths. */
export interface SshKey {
  readonly deployKey: string
  readonly knownHosts: string
}

/** Settings that the checkout's own configuration cannot weaken: those of a command line come last. */
const hardening: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.logAllRefUpdates', 'true'],
  ['core.quotePath', 'false'],
  ['safe.bareRepository', 'explicit'],
  ['submodule.recurse', 'false'],
  // Packing would hold up a deployment, or outlive it in the background; `tidy` does it.
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['advice.detachedHead', 'false'],
]

/** The whole environment of a git call: no prompt, one language, nothing that points it elsewhere. */
export function gitEnvironment({ base, protocol, safe, key, user, access }: Surroundings): Record<string, string> {
  return {
    ...withoutGit(user ? withoutSession(base) : base),
    ...(user?.home === undefined ? {} : { HOME: user.home }),
    ...(user?.name === undefined ? {} : { USER: user.name, LOGNAME: user.name }),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/true',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    GIT_EDITOR: '/bin/true',
    GIT_HTTP_LOW_SPEED_LIMIT: '1000',
    GIT_HTTP_LOW_SPEED_TIME: '30',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_ALLOW_PROTOCOL: protocol ?? '',
    ...(key ? { GIT_SSH_COMMAND: formatSshCommand(key) } : {}),
    ...(access ? accessVariables(access) : {}),
    ...asConfig([
      ...hardening,
      ...safe.map(folder => ['safe.directory', folder] as const),
      ...(access ? accessSettings(access) : []),
    ]),
  }
}

/** What of git's own variables an operator may want: how ssh is called, which certificates and which settings count. */
const kept = /^GIT_(SSH$|SSH_COMMAND$|SSH_VARIANT$|SSL_|PROXY_|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$)/

const withoutGit = (base: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(base).filter(([name]) => !name.startsWith('GIT_') || kept.test(name)))

/** Another user's agent, home and settings are not the owner's. */
const withoutSession = (base: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(base).filter(([name]) => !/^(SSH_|XDG_|HOME$|USER$|LOGNAME$|GIT_CONFIG_GLOBAL$)/.test(name)),
  )

const asConfig = (settings: readonly (readonly [string, string])[]): Record<string, string> => ({
  GIT_CONFIG_COUNT: String(settings.length),
  ...Object.fromEntries(
    settings.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ),
})

/** git hands this to a shell, and ssh expands `%` in file names: both are kept literal. */
function formatSshCommand({ deployKey, knownHosts }: SshKey): string {
  const options = [
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile="${literal(knownHosts)}"`,
    'GlobalKnownHostsFile=/dev/null',
    'UpdateHostKeys=no',
    'ControlMaster=no',
    'ControlPath=none',
    'ConnectTimeout=10',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
  ]
  return ['ssh', '-i', literal(deployKey), ...options.flatMap(option => ['-o', option])].map(quote).join(' ')
}

const literal = (path: string) => path.replaceAll('%', '%%')
const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
