import type { FoundProject } from '../../core/init/found-project.ts'
import type { InitEntry, InitPlan, InitWarning } from '../../core/init/plan-init.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'
import { type Cell, formatTable } from './table.ts'
import type { TableStyle } from './table-style.ts'

/** One line a project that runs, numbered, with what it would be in the registry. `known`: those that are in it. */
export function formatFound(
  found: readonly FoundProject[],
  { entries, left }: Pick<InitPlan, 'entries' | 'left'>,
  known: ReadonlySet<string>,
  { paint, width }: TableStyle,
): string {
  if (found.length === 0) return 'No Compose project runs on this machine.\n'
  const columns = [
    { title: '', align: 'right' } as const,
    { title: 'PROJECT' },
    { title: 'APP' },
    { title: 'COLOR' },
    { title: 'REPOSITORY', shrink: true } as const,
    { title: 'BRANCH', shrink: true } as const,
    { title: 'FOLDER', shrink: true } as const,
  ]
  const rows = found.map(({ project, folder, place }, index): Cell[] => {
    const entry = entries.find(({ projects }) => projects.includes(project))
    const app = known.has(project) ? 'registered' : left.includes(project) ? '–' : (entry?.app.project ?? '–')
    return [
      String(index + 1),
      project,
      { text: app, paint: text => (entry && !known.has(project) ? text : paint('gray', text)) },
      entry?.app.color ?? '–',
      entry?.repository ?? '–',
      place?.checkout?.branch ?? '–',
      folder,
    ]
  })
  return formatTable(columns, rows, width)
}

/** Each warning with what to do. */
export const formatInitWarnings = (warnings: readonly InitWarning[], paint: Paint): string =>
  warnings
    .map(
      ({ project, message, hint }) =>
        `${paint('yellow', 'warning:')} ${clean(`${project}: ${message}`)}\n  ${paint('bold', 'what to do:')} ${clean(hint)}\n`,
    )
    .join('')

/** What was added, and what comes next. */
export function formatNextSteps(entries: readonly InitEntry[], file: string, url: string, hasSecret: boolean): string {
  const repositories = [...new Set(entries.map(({ repository }) => repository))]
  const secret = hasSecret
    ? 'The webhook secret is in the environment already: give the same to GitHub.'
    : 'Make a secret: echo "GITHUB_WEBHOOK_SECRET=$(redhook secret)" >> .env'
  return [
    `${entries.length === 1 ? '1 app was' : `${entries.length} apps were`} added to ${file}. What comes next:`,
    `  1. ${secret}`,
    '  2. Look whether all is well: redhook check',
    '  3. Run the server: redhook serve (or systemctl restart redhook; a running one takes the registry over by itself)',
    `  4. At GitHub, under Settings → Webhooks of ${clean(repositories.join(', '))}:`,
    `     Payload URL ${url}, content type application/json, the secret, just the push event`,
    '',
  ].join('\n')
}
