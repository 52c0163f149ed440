import { type Color, projectName } from '../../core/app.ts'
import { longestProject, projectPattern } from '../app-schema.ts'
import type { Check, Entry } from '../entry.ts'
import { formatField } from '../problem.ts'

/** Names of apps: valid also where they come from the repository, each once, and never two that lead to one Compose project. */
export const checkProjects: Check = (entries, report) => {
  const names = new Map<string, Entry>()
  const projects = new Map<string, Entry>()
  for (const entry of entries) {
    if (!isProject(entry.name)) report(badDefault(entry))
    const namesake = names.get(entry.name)
    if (namesake === undefined) names.set(entry.name, entry)
    else {
      report(taken(entry, namesake))
      continue
    }
    const clash = composeProjects(entry).find(project => projects.has(project))
    const other = clash === undefined ? undefined : projects.get(clash)
    if (clash !== undefined && other !== undefined) report(clashing(entry, other, clash))
    for (const project of composeProjects(entry)) projects.set(project, entry)
  }
}

const isProject = (name: string): boolean => projectPattern.test(name) && name.length <= longestProject

/** Every Compose project that the app may ever become. */
export function composeProjects({ name, input: { color = 'env', command, self } }: Entry): string[] {
  if (command !== undefined || self !== undefined) return []
  const colors: readonly (Color | undefined)[] =
    color === 'env' ? ['red', 'blue'] : [color === 'none' ? undefined : color]
  return colors.map(each => projectName({ name }, each))
}

function badDefault({ at, name }: Entry) {
  const proposal = name.replaceAll(/[^a-z0-9_-]+/g, '-').replace(/^[-_]+/, '')
  const found = JSON.stringify(name)
  const remedy = isProject(proposal) ? `; write project: ${proposal}` : ''
  return {
    path: [...at, 'project'],
    found,
    expected: 'a name that Compose allows',
    message: `is missing, and the repository's name, ${found}, is not one that Compose allows${remedy}`,
  }
}

function taken({ at, name, own }: Entry, namesake: Entry) {
  const found = JSON.stringify(name)
  const where = formatField(namesake.at)
  const message =
    own.project === undefined
      ? `is missing, and ${found}, the repository's name, is already the project of ${where}; give each app its own`
      : `${found} is already the project of ${where}; give each app its own`
  return { path: [...at, 'project'], found, expected: 'a name of its own', message }
}

const clashing = ({ at, name }: Entry, other: Entry, project: string) => ({
  path: [...at, 'project'],
  found: JSON.stringify(name),
  expected: 'a Compose project of its own',
  message: `${JSON.stringify(name)} can become the Compose project ${project}, and so can ${JSON.stringify(other.name)} of ${formatField(other.at)}; rename one, or fix its color`,
})
