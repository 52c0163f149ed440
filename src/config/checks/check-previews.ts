import { projectName } from '../../core/app.ts'
import { previewName } from '../../core/preview/preview-name.ts'
import type { Check, Entry } from '../entry.ts'
import { createPreviewSettings } from '../previews-schema.ts'
import { formatField } from '../problem.ts'
import { composeProjects } from './check-projects.ts'

/** No app has the name, or becomes the Compose project, of a preview of another. */
export const checkPreviews: Check = (entries, report) => {
  const withPreviews = entries.filter(({ input }) => createPreviewSettings(input).previews !== undefined)
  for (const entry of entries) {
    const [, number] = /^(?:red|blue)?pr([1-9]\d{0,14})-/.exec(entry.name) ?? []
    if (number === undefined) continue
    const other = withPreviews.find(each => isPreview(entry, each, Number(number)))
    if (other !== undefined) report(taken(entry, other, Number(number)))
  }
}

function isPreview(entry: Entry, { name: app, input }: Entry, number: number): boolean {
  const name = previewName(app, number)
  const project = projectName({ name }, createPreviewSettings(input).previews?.color)
  return entry.name === name || composeProjects(entry).includes(project)
}

const taken = ({ at, name }: Entry, other: Entry, number: number) => ({
  path: [...at, 'project'],
  found: JSON.stringify(name),
  expected: 'a name that no preview has',
  message: `${JSON.stringify(name)} is what the preview of pull request ${number} of ${formatField(other.at)} is called; give this app another name`,
})
