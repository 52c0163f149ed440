import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

/** What the numbers depend on, without anything that would tell whose machine it is. */
export function describeMachine(): [name: string, value: string][] {
  return [
    ['Cores', `${availableParallelism()} (${cpus()[0]?.model.trim() ?? 'unknown'})`],
    ['Memory', `${Math.round(totalmem() / 1024 ** 3)} GiB`],
    ['System', `${osName()}, kernel ${release().split('-')[0]}`],
    ['Node', process.version],
    ['git', say('git', 'version').replace('git version ', '')],
    ['Docker engine', say('docker', 'version', '--format', '{{.Server.Version}}')],
    ['Compose', say('docker', 'compose', 'version', '--short')],
    ['buildx', say('docker', 'buildx', 'version').split(' ')[1] ?? 'unknown'],
    ['webhook', say('webhook', '-version')],
    [
      'Load before',
      loadavg()
        .map(load => load.toFixed(1))
        .join(', '),
    ],
  ]
}

function say(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'none'
  }
}

const osName = (): string =>
  /^PRETTY_NAME="?([^"\n]+)"?/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
