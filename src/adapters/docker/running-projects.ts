import type { RunningProject } from '../../core/init/found-project.ts'
import { parseOwnContainer } from '../../core/own-container.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import { createQuery } from './query.ts'

const label = 'com.docker.compose.'
const fields = ['project', 'project.working_dir', 'project.config_files', 'service']
const format = ['{{.ID}}', ...fields.map(field => `{{.Label "${label}${field}"}}`)].join('\t')

/** Asks which Compose projects run. `mountInfo`: of this process, to know the container it lives in. */
export function createRunningProjects(
  processes: Processes,
  environment: Readonly<Record<string, string>>,
  mountInfo: () => Promise<string>,
): (signal: AbortSignal) => Promise<RunningProject[]> {
  const query = createQuery(processes, environment)
  return async signal => {
    const filters = ['--filter', `label=${label}project`, '--filter', `label=${label}oneoff=False`]
    const text = await query.text(['ps', '--no-trunc', '--format', format, ...filters], signal)
    return parseProjects(text, parseOwnContainer(await mountInfo()))
  }
}

/** Projects by name out of one container a line; `own` is the container of Redhook itself. */
export function parseProjects(text: string, own: string | undefined): RunningProject[] {
  const containers = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'))
  const byProject = Map.groupBy(containers, ([, project = '']) => project)
  return [...byProject]
    .map(([project, lines]) => ({
      project,
      folder: lines[0]?.[2] ?? '',
      files: (lines[0]?.[3] ?? '').split(',').filter(file => file !== ''),
      services: [...new Set(lines.map(line => line[4] ?? ''))].sort(),
      isOwn: own !== undefined && lines.some(([id]) => id === own),
    }))
    .sort((a, b) => (a.project < b.project ? -1 : 1))
}
