import type { ApiLogLine } from '../api.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'
import { formatStepName } from './step-name.ts'

/** `build    │ #7 [2/5] RUN npm ci`: a line of a deployment's log with its step; Redhook's own words stand out. */
export function formatLogLine({ step, stream, text }: ApiLogLine, paint: Paint): string {
  const prefix = paint('gray', `${formatStepName(step)} │`)
  const said = clean(text).trimEnd()
  if (said === '') return `${prefix}\n`
  return `${prefix} ${stream === 'note' ? paint('bold', said) : said}\n`
}
