import { RedhookError } from '../../core/errors.ts'
import type { FoundProject } from '../../core/init/found-project.ts'
import type { InitEntry } from '../../core/init/plan-init.ts'

/** The entries of the projects that were named, by project or by app. @throws RedhookError USAGE for a name that fits none */
export function chooseByName(names: readonly string[], entries: readonly InitEntry[]): InitEntry[] {
  const unknown = names.filter(name => !entries.some(entry => isCalled(entry, name)))
  if (unknown.length > 0) {
    const there = entries.flatMap(({ projects }) => projects)
    throw new RedhookError(`${unknown.join(', ')} can't be added`, {
      code: 'USAGE',
      hint: there.length > 0 ? `These can: ${there.join(', ')}.` : 'redhook init lists what runs, and says why not.',
    })
  }
  return entries.filter(entry => names.some(name => isCalled(entry, name)))
}

const isCalled = ({ projects, app }: InitEntry, name: string): boolean =>
  projects.includes(name) || app.project === name

/** What a person answered: numbers of the list, names, `all`, or nothing for none. @throws RedhookError USAGE */
export function chooseByAnswer(
  answer: string,
  found: readonly FoundProject[],
  entries: readonly InitEntry[],
): InitEntry[] {
  const words = answer.split(/[\s,]+/).filter(word => word !== '')
  if (words.length === 1 && words[0]?.toLowerCase() === 'all') return [...entries]
  return chooseByName(
    words.map(word => (/^\d+$/.test(word) ? (found[Number(word) - 1]?.project ?? word) : word)),
    entries,
  )
}
