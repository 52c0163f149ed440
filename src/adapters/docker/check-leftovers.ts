import type { Query } from './query.ts'

const composeProject = 'com.docker.compose.project'

/** Removes every container with this label, running or not, with its anonymous volumes. */
export async function removeContainers(query: Query, label: string): Promise<void> {
  await removeAll(query, ['ps', '-aq', '--filter', `label=${label}`], ['rm', '-f', '-v'])
}

/** Removes all of a Compose project: containers, networks, volumes, and the images that were built for it. Needs none of its files. */
export async function removeProject(query: Query, project: string): Promise<void> {
  const filter = ['--filter', `label=${composeProject}=${project}`]
  await removeContainers(query, `${composeProject}=${project}`)
  await removeAll(query, ['network', 'ls', '-q', ...filter], ['network', 'rm'])
  await removeAll(query, ['volume', 'ls', '-q', ...filter], ['volume', 'rm', '-f'])
  await removeAll(query, ['images', '-q', ...filter], ['rmi', '-f'])
}

/** Every container with a label of this name, with its value and its Compose project, which may be none. */
export async function labelledContainers(query: Query, label: string) {
  const format = `{{.ID}}\t{{.Label "${label}"}}\t{{.Label "${composeProject}"}}`
  const lines = linesOf(await query.text(['ps', '-a', '--no-trunc', '--filter', `label=${label}`, '--format', format]))
  return lines.map(line => {
    const [id = '', value = '', project = ''] = line.split('\t')
    return { id, value, project }
  })
}

async function removeAll(query: Query, list: readonly string[], remove: readonly string[]): Promise<void> {
  const found = [...new Set(linesOf(await query.text(list)))]
  // What is gone by now, or in use, is no failure: it is listed again next time.
  if (found.length > 0) await query.run([...remove, ...found], undefined, removalMs)
}

/** Removing takes longer than asking. */
export const removalMs = 60_000

const linesOf = (text: string): string[] => text.split('\n').filter(Boolean)
