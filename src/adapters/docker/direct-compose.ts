import type { Command } from '../../core/command.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import { docker } from './argv.ts'

const plugins = '{{range .ClientInfo.Plugins}}{{.Name}}\t{{.Path}}{{"\\n"}}{{end}}'
/** The plugins are told without an engine, and so also while it hangs. */
const noEngine = ['--host', 'unix:///dev/null']
const patienceMs = 10_000

/**
 * Processes whose `docker compose …` starts Compose itself. Docker's command line first runs the plugin only to hear what it is,
 * then a second time to do the work: 50 ms of processor time for each command, more than a short one takes. Where the plugin is
 * said by `docker info`; where it can't be found, or can't be started, everything goes through docker.
 */
export function createDirectCompose(processes: Processes, environment: Readonly<Record<string, string>>): Processes {
  let plugin: Promise<string | undefined> | undefined
  return {
    async run(command, options) {
      if (!isCompose(command)) return processes.run(command, options)
      plugin ??= findPlugin(processes, environment)
      const program = await plugin
      if (program === undefined) return processes.run(command, options)
      const result = await processes.run(withProgram(command, program), options)
      if (result.spawnError === undefined) return result
      // It has moved: ask again the next time.
      plugin = undefined
      return processes.run(command, options)
    },
  }
}

const isCompose = ({ argv: [program, first] }: Command): boolean => program === 'docker' && first === 'compose'

const withProgram = (command: Command, program: string): Command => ({
  ...command,
  argv: [program, ...command.argv.slice(2)],
})

async function findPlugin(
  processes: Processes,
  environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { stdout } = await processes.run(docker(environment, ...noEngine, 'info', '--format', plugins), {
    timeoutMs: patienceMs,
  })
  const found = stdout.split('\n').map(line => line.split('\t'))
  const path = found.find(([name]) => name === 'compose')?.[1]
  return path?.startsWith('/') ? path : undefined
}
