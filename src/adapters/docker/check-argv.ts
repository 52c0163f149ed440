import type { BoxRequest } from '../../pipeline/ports/check-boxes.ts'

/** The label of all that is made for a check; its value tells whose data folder, and which check. */
export const checkLabel = 'redhook.check'

export const checkValue = (tag: string, id: number): string => `${tag}-${id}`

/** Names the container or the Compose project of a check; two Redhooks may share an engine. */
export const checkName = (tag: string, id: number): string => `redhook-check-${tag}-${id}`

/** Where the tree lies in a container of an image. */
export const workspace = '/workspace'

/** What package managers need as root of the container; nothing that reaches the machine. */
const kept = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID']
const mostProcesses = 1_024

/** What keeps the container waiting for its steps. */
const waits = ['tail', '-f', '/dev/null']

interface Naming {
  readonly name: string
  readonly label: string
}

/** Creates the container that the steps run in; nothing of this machine is mounted. */
export function createWords(image: string, { limits, env }: BoxRequest, { name, label }: Naming): string[] {
  const [entrypoint = '', ...args] = waits
  return [
    ...['create', '--name', name, '--label', label],
    ...['--init', '--pull', 'never', '--network', 'bridge', '--no-healthcheck', '--log-driver', 'none'],
    ...['--cap-drop', 'ALL', ...kept.flatMap(capability => ['--cap-add', capability])],
    ...['--security-opt', 'no-new-privileges', '--pids-limit', String(mostProcesses)],
    ...['--memory', String(limits.memoryBytes), '--memory-swap', String(limits.memoryBytes)],
    ...['--cpus', String(limits.cpus), '--workdir', workspace, '--entrypoint', entrypoint],
    ...envWords({ CI: 'true', ...env }),
    ...[image, ...args],
  ]
}

/** The words of `compose run` for a service, which starts what the service depends on. */
export const runServiceWords = (service: string, env: BoxRequest['env'], { name, label }: Naming): string[] => {
  const [entrypoint = '', ...args] = waits
  return [
    ...['run', '-d', '-T', '--name', name, '--label', label],
    ...['--entrypoint', entrypoint, ...envWords({ CI: 'true', ...env }), service, ...args],
  ]
}

const envWords = (env: BoxRequest['env']): string[] =>
  Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])

/** A copy of the folder's content, which belongs to the container's root. */
export const copyWords = (tree: string, name: string): string[] => ['cp', `${tree}/.`, `${name}:${workspace}`]

/** Whoever the image runs as may work in the copy. */
export const openUpWords = (name: string): string[] => ['exec', '-u', '0', name, 'chmod', '-R', 'a+rwX', workspace]

export const stepWords = (name: string, argv: readonly string[]): string[] => ['exec', name, ...argv]
