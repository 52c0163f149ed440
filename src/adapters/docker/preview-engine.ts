import { createServer } from 'node:net'
import type { Target } from '../../core/target.ts'
import type { PreviewEngine, ResolvedModel } from '../../pipeline/ports/preview-engine.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import { compose, configWords } from './argv.ts'
import { askConfig } from './ask-config.ts'
import { noRemotes } from './check-copy.ts'
import { checkSources } from './check-sources.ts'
import { findComposeFiles } from './compose-files.ts'
import { createObserver } from './observe.ts'
import { parseUnset, parseWarnings } from './parse-problem.ts'
import { createQuery, type Query } from './query.ts'

export interface PreviewEngineOptions {
  readonly processes: Processes
  /** The minimal environment of child processes. */
  readonly environment: Readonly<Record<string, string>>
}

const maxOutputBytes = 50_000_000

/** Docker as previews need it; see the port for what it promises. */
export function createPreviewEngine({ processes, environment }: PreviewEngineOptions): PreviewEngine {
  const query = createQuery(processes, environment)
  const resolving = withoutRemotes(environment)
  return {
    async resolve(target, root, signal) {
      const disk = createObserver()
      await checkSources({ target, roots: [root], environment: { ...resolving, ...target.environment } }, disk)
      return resolve(target, resolving, processes, signal)
    },
    projects: (label, signal) => findProjects(query, label, signal),
    remove: (project, label, signal) => removeProject(query, project, label, signal),
    isPortFree,
  }
}

/** What Compose needs to resolve a project, which is nothing that is told to nobody else; and it takes nothing in from other machines. */
function withoutRemotes(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const needed = ['PATH', 'HOME', 'DOCKER_CONFIG', 'DOCKER_CONTEXT', 'DOCKER_HOST', 'LANG']
  const few = Object.entries(environment).filter(([name]) => needed.includes(name))
  return { ...Object.fromEntries(few), ...noRemotes }
}

async function resolve(
  target: Target,
  environment: Readonly<Record<string, string>>,
  processes: Processes,
  signal: AbortSignal | undefined,
): Promise<ResolvedModel> {
  const command = compose(target, environment, configWords)
  const result = await processes.run(command, { maxOutputBytes, ...(signal ? { signal } : {}) })
  signal?.throwIfAborted()
  if (result.exitCode === 0) {
    return { model: JSON.parse(result.stdout) as unknown, unset: parseUnset(parseWarnings(result.stderr)) }
  }
  const files = await findComposeFiles({ files: target.files, variables: {} }, createObserver())
  // It fails again, and says why in the words that every app has for it.
  const { config, unset } = await askConfig(processes, command, { files, name: sentence => sentence }, signal)
  return { model: config, unset }
}

const projectLabel = 'com.docker.compose.project'
const kinds = ['ps -a', 'network ls', 'volume ls'] as const

async function findProjects(query: Query, label: string, signal?: AbortSignal): Promise<Set<string>> {
  const format = `{{.Label "${projectLabel}"}}`
  const answers = await Promise.all(
    kinds.map(kind => query.text([...kind.split(' '), '--filter', `label=${label}`, '--format', format], signal)),
  )
  return new Set(answers.flatMap(answer => answer.split('\n')).filter(name => name !== ''))
}

/** Containers first, since they hold on to the rest. What is removed by somebody else at the same time is gone just as well. */
async function removeProject(query: Query, project: string, label: string, signal?: AbortSignal): Promise<void> {
  const filters = ['--filter', `label=${projectLabel}=${project}`, '--filter', `label=${label}`]
  const steps = [
    { find: ['ps', '-aq', ...filters], remove: ['rm', '--force', '--volumes'] },
    { find: ['network', 'ls', '-q', ...filters], remove: ['network', 'rm'] },
    { find: ['volume', 'ls', '-q', ...filters], remove: ['volume', 'rm', '--force'] },
    { find: ['images', '-q', '--no-trunc', ...filters], remove: ['image', 'rm', '--force'] },
  ]
  for (const { find, remove } of steps) {
    const found = [...new Set((await query.text(find, signal)).split('\n').filter(Boolean))]
    if (found.length > 0) await query.run([...remove, ...found], signal, removingMs)
  }
  const left = await query.text(['ps', '-aq', ...filters], signal)
  if (left !== '') await query.text(['rm', '--force', '--volumes', ...left.split('\n')], signal)
}

/** Containers that do not stop are killed after ten seconds each. */
const removingMs = 300_000

/** Both families, since a container may publish at either. */
async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '0.0.0.0')) && (await canListen(port, '::'))
}

const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer()
    // A machine without IPv6 has nobody there.
    server.once('error', error => resolve('code' in error && error.code !== 'EADDRINUSE' && error.code !== 'EACCES'))
    server.listen({ port, host, exclusive: true, ipv6Only: host === '::' }, () => server.close(() => resolve(true)))
  })
