import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Command } from '../../core/command.ts'
import { type ErrorCode, RedhookError } from '../../core/errors.ts'
import type { Checkout, GitRun } from '../../pipeline/ports/git.ts'
import type { Processes, RunResult } from '../../pipeline/ports/processes.ts'
import type { Credentials } from '../../pipeline/ports/provider-api.ts'
import type { Access } from './access.ts'
import * as argv from './argv.ts'
import { gitEnvironment } from './environment.ts'
import { gitFailure } from './failure.ts'
import { readOriginUrl } from './git-files.ts'
import { githubKnownHosts } from './known-hosts.ts'
import { nearestExisting, ownerOf } from './owner.ts'
import { type Protocol, parseProtocol } from './parse.ts'
import { readSettings } from './settings.ts'

export interface GitOptions {
  readonly processes: Processes
  /** PATH, HOME, SSH_AUTH_SOCK, proxies and certificates as the machine has them; the rest is made for each call. */
  readonly environment: Readonly<Record<string, string>>
  /** Where GitHub's host keys are written for `deployKey`; a file of Redhook's own that git's user can read. */
  readonly knownHostsFile: string
  /** For remotes over HTTP; undefined where nothing is known for this URL. @throws RedhookError */
  credentials?(url: string, repository: string | undefined): Promise<Credentials | undefined>
}

/** How the remote of a checkout is spoken to. */
export interface Remote {
  /** What git is told: `origin` where that is the configured URL, else the URL. */
  readonly name: string
  /** What it becomes, `insteadOf` applied. */
  readonly url: string
  readonly protocol: Protocol
}

export interface Asking extends GitRun {
  /** What is attempted, for the message. */
  readonly what: string
  readonly code?: ErrorCode
  /** Exit codes that are answers. Default: 0 alone. */
  readonly answers?: readonly number[]
  readonly isLocalRemote?: boolean
}

/** Runs git for a checkout: with its owner, its key, its protocol; and turns failures into errors. */
export interface Speaker {
  at(checkout: Checkout, folder?: string): argv.At
  /** As `at`, with credentials for the remote where there are any: for what speaks to it, and nothing else. */
  atRemote(checkout: Checkout, remote: Remote, folder?: string): Promise<argv.At>
  /** Looks the remote up; later calls of `at` may speak its protocol. */
  remote(checkout: Checkout): Promise<Remote>
  ask(command: Command, asking: Asking): Promise<RunResult>
}

/** Local questions take milliseconds; a git that hangs is a broken disk. */
const localLimitMs = 120_000

/** The one place where git is called from. */
export function createSpeaker({ processes, environment, knownHostsFile, credentials }: GitOptions): Speaker {
  const protocols = new Map<string, Protocol>()
  const urls = new Map<string, { readonly settings: string; readonly url: string }>()
  const surround = (checkout: Checkout, folder: string, access?: Access): argv.At => {
    const owner = ownerOf(folder)
    const protocol = protocols.get(keyOf(checkout))
    const env = gitEnvironment({
      base: environment,
      safe: safeFolders(folder),
      ...(protocol === undefined ? {} : { protocol }),
      ...(checkout.deployKey === undefined
        ? {}
        : { key: sshKey(checkout.deployKey, checkout.knownHosts ?? shipped(owner ? publicFile() : knownHostsFile)) }),
      ...(owner === undefined ? {} : { user: owner }),
      ...(access === undefined ? {} : { access }),
    })
    return { cwd: nearestExisting(folder), env, ...(owner ? { uid: owner.uid, gid: owner.gid } : {}) }
  }
  const speaker: Speaker = {
    at: (checkout, folder = checkout.path) => surround(checkout, folder),
    async atRemote(checkout, { url, protocol }, folder = checkout.path) {
      const isHttp = protocol === 'https' || protocol === 'http'
      const known = isHttp ? await credentials?.(url, checkout.repository) : undefined
      return surround(checkout, folder, known && { ...known, origin: new URL(url).origin })
    },
    async remote(checkout) {
      const name = remoteName(checkout)
      const url = await effectiveUrl(checkout, name)
      if (url === 'origin') throw withoutRemote(checkout)
      const protocol = parseProtocol(url)
      if (protocol === undefined) throw unknownProtocol(checkout, url)
      protocols.set(keyOf(checkout), protocol)
      return { name, url, protocol }
    },
    async ask(command, { what, code = 'GIT_FAILED', answers = [0], isLocalRemote = false, signal, onLine }) {
      const result = await processes.run(command, {
        ...(signal ? { signal } : { timeoutMs: localLimitMs }),
        ...(onLine ? { onLine } : {}),
      })
      if (result.exitCode !== undefined && answers.includes(result.exitCode)) return result
      if (result.aborted) signal?.throwIfAborted()
      if (result.spawnError !== undefined) throw notStarted(result.spawnError)
      if (result.timedOut) throw tookTooLong(what)
      throw gitFailure(result, { what, code, isLocalRemote })
    },
  }
  return speaker

  /** Asked anew only when a setting changed: a start of git less for every push. */
  async function effectiveUrl(checkout: Checkout, name: string): Promise<string> {
    const at = speaker.at(checkout)
    const settings = readSettings(checkout.path, at)
    const known = urls.get(keyOf(checkout))
    if (known !== undefined && settings !== undefined && known.settings === settings) return known.url
    const asking = { what: `Reading the remote of ${checkout.path}` }
    const url = (await speaker.ask(argv.effectiveUrl(at, name), asking)).stdout.trim()
    if (settings !== undefined) urls.set(keyOf(checkout), { settings, url })
    return url
  }
}

const sshKey = (deployKey: string, knownHosts: string) => ({ deployKey, knownHosts })

const keyOf = ({ path, url = '' }: Checkout) => `${path}\0${url}`

/** GitHub's host keys in this file, which is written when it is not there. */
function shipped(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, githubKnownHosts, { mode: 0o644 })
  }
  return file
}

let publicFolder: string | undefined

/** Redhook's data is closed to other users; git that runs as one of them gets the host keys in a folder that only we can write. */
function publicFile(): string {
  if (publicFolder === undefined || !existsSync(publicFolder)) {
    const folder = mkdtempSync(join(tmpdir(), 'redhook-known-hosts-'))
    chmodSync(folder, 0o755)
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    publicFolder = folder
  }
  return join(publicFolder, 'known_hosts')
}

/** Git compares the folder with symlinks resolved; older ones compare it as given. */
function safeFolders(folder: string): string[] {
  try {
    return [...new Set([folder, realpathSync(folder)])]
  } catch {
    return [folder]
  }
}

function remoteName({ path, url }: Checkout): string {
  return url === undefined || readOriginUrl(path) === url ? 'origin' : url
}

const withoutRemote = ({ path }: Checkout) =>
  new RedhookError(`${path} has no remote called origin`, {
    code: 'CHECKOUT_INVALID',
    hint: `Set url: of this app, or run \`git -C ${path} remote add origin <url>\`.`,
  })

const unknownProtocol = ({ path }: Checkout, url: string) =>
  new RedhookError(
    `The remote of ${path} speaks ${/^[a-z0-9+.-]+/i.exec(url)?.[0] ?? 'nothing'}, which is not allowed`,
    {
      code: 'FETCH_FAILED',
      hint: 'Use an https, ssh, http, git or file URL.',
    },
  )

const notStarted = (why: string) =>
  new RedhookError(`git could not be started: ${why}`, {
    code: 'GIT_FAILED',
    hint: 'Install git (2.39 or newer) and see that it is in the PATH of Redhook.',
  })

const tookTooLong = (what: string) =>
  new RedhookError(`${what}: git did not answer for ${localLimitMs / 1000} s and was stopped`, {
    code: 'STEP_TIMEOUT',
    hint: 'Try the same by hand in the checkout. Does its disk answer?',
  })
