import * as z from 'zod'
import type { App } from '../core/app.ts'
import { checked } from './fields.ts'
import { parseWebUrl } from './remote-url.ts'

const part = (what: string) => z.boolean().meta({ description: what, default: true }).exactOptional()

const longestEnvironment = 200

const settings = z.strictObject({
  statuses: part('Commit statuses: `redhook/<app>` on the commit that is deployed, with the step under way.'),
  deployments: part("The environment's deployments, where the forge has such a thing (GitHub)."),
  checkRuns: part('Check runs with plan, steps and what failed; only with a GitHub App.'),
  plan: part('A status on pull requests that says what merging would do here.'),
  environment: checked(
    `the name of an environment, at most ${longestEnvironment} characters`,
    name => name.trim() !== '' && name.length <= longestEnvironment,
  )
    .meta({ description: "The environment's name at the forge. Without it: the app's name.", examples: ['staging'] })
    .exactOptional(),
  url: checked('an http or https URL without credentials', value => parseWebUrl(value) !== undefined)
    .meta({
      description: "Where people find the app: the address behind the forge's button to the deployment.",
      examples: ['https://shop.staging.example.com'],
    })
    .exactOptional(),
})

/** `report` of an app or of the defaults. */
export const reportSchema = z.union([z.boolean(), settings], {
  error: 'true, false, or a map such as {deployments: false, environment: staging}',
})

/** What the forge is told, with every default filled in. */
export function createReportSettings(input: z.output<typeof reportSchema> = true): App['report'] {
  if (typeof input === 'boolean') return { statuses: input, deployments: input, checkRuns: input, plan: input }
  const { statuses = true, deployments = true, checkRuns = true, plan = true, environment, url } = input
  return {
    statuses,
    deployments,
    checkRuns,
    plan,
    ...(environment === undefined ? {} : { environment }),
    ...(url === undefined ? {} : { url }),
  }
}
