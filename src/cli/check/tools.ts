import type { RunResult } from '../../pipeline/ports/processes.ts'
import { bad, type CheckContext, type Finding, ok, warn } from './finding.ts'
import { isAtLeast, parseVersion } from './versions.ts'

const timeoutMs = 15_000

/** Programs that deployments need: there, new enough, and with an engine that answers. */
export async function checkTools(context: CheckContext): Promise<Finding[]> {
  const usesCompose = context.config.apps.some(({ command, self }) => command === undefined && self === undefined)
  return Promise.all([
    checkGit(context),
    checkSsh(context),
    checkLfs(context),
    ...(usesCompose ? [checkEngine(context), checkCompose(context), checkBuildx(context)] : []),
  ])
}

const run = (
  { processes, childEnvironment: env, signal }: CheckContext,
  ...argv: [string, ...string[]]
): Promise<RunResult> => processes.run({ argv, env }, { signal, timeoutMs })

const lastLine = ({ stdout, stderr, spawnError, timedOut }: RunResult): string =>
  timedOut
    ? `no answer within ${timeoutMs / 1_000} s`
    : (spawnError ?? ((stderr || stdout).trim().split('\n').at(-1) || 'it failed'))

async function checkGit({ git }: CheckContext): Promise<Finding> {
  const recommended = [2, 39, 4]
  try {
    const version = await git.version()
    return isAtLeast(parseVersion(version), recommended)
      ? ok('git', `git ${version}`)
      : warn('git', `git ${version} has known security holes`, `Upgrade git to ${recommended.join('.')} or newer.`)
  } catch {
    return bad('git', 'git could not be run', 'Install git: apt-get install git')
  }
}

async function checkSsh(context: CheckContext): Promise<Finding> {
  const result = await run(context, 'ssh', '-V')
  if (result.exitCode === 0) return ok('ssh', result.stderr.trim().split(',')[0] ?? 'ssh is there')
  const needed = context.config.apps.some(({ url, deployKey }) => deployKey !== undefined || isSshUrl(url))
  const remedy = 'Install an ssh client: apt-get install openssh-client'
  return needed
    ? bad('ssh', 'ssh could not be run, and a remote needs it', remedy)
    : warn('ssh', 'there is no ssh client', remedy)
}

const isSshUrl = (url: string | undefined): boolean =>
  url !== undefined && (url.startsWith('ssh://') || /^[^/:]+@?[^/:]*:(?!\/\/)/.test(url))

async function checkLfs(context: CheckContext): Promise<Finding> {
  const result = await run(context, 'git', 'lfs', 'version')
  if (result.exitCode === 0) return ok('git-lfs', result.stdout.trim().split(' ')[0] ?? 'git-lfs is there')
  return ok('git-lfs', 'not installed; only repositories with LFS files need it')
}

async function checkEngine(context: CheckContext): Promise<Finding> {
  const result = await run(context, 'docker', 'version', '--format', '{{.Server.Version}}')
  if (result.exitCode === 0) return ok('docker', `engine ${result.stdout.trim()}`)
  if (result.spawnError !== undefined)
    return bad('docker', 'docker could not be run', 'Install Docker with Compose and buildx.')
  const denied = /permission denied/i.test(result.stderr)
  const remedy = denied
    ? 'Let this user use the socket: add it to the group docker (a container: group_add with the id of that group).'
    : 'Start the engine (systemctl start docker), or set DOCKER_HOST; `docker info` must work for this user.'
  return bad('docker', `no engine answers: ${lastLine(result)}`, remedy)
}

async function checkCompose(context: CheckContext): Promise<Finding> {
  const result = await run(context, 'docker', 'compose', 'version', '--short')
  if (result.exitCode !== 0) {
    return bad(
      'compose',
      `docker compose does not work: ${lastLine(result)}`,
      'Install the Compose plugin, version 2.20 or newer.',
    )
  }
  const version = result.stdout.trim()
  return isAtLeast(parseVersion(version), [2, 20])
    ? ok('compose', `docker compose ${version}`)
    : bad('compose', `docker compose ${version} is too old`, 'Install the Compose plugin, version 2.20 or newer.')
}

async function checkBuildx(context: CheckContext): Promise<Finding> {
  const result = await run(context, 'docker', 'buildx', 'version')
  if (result.exitCode === 0) return ok('buildx', `docker buildx ${parseVersion(result.stdout).join('.')}`)
  return warn(
    'buildx',
    `docker buildx does not work: ${lastLine(result)}`,
    'Install the buildx plugin; newer Compose cannot build without.',
  )
}
