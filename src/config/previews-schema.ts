import * as z from 'zod'
import type { App, PreviewSettings } from '../core/app.ts'
import { parseDuration } from './durations.ts'
import { checked, listOf, orReference, parsed, text, word } from './fields.ts'

const dayMs = 86_400_000
const maxAgeWords = 'an age from 1s to 365d; write 14d or 36h'

/** `14d`, or a duration, as milliseconds. */
function parseAge(age: string): number | undefined {
  const [, days] = /^(\d{1,3})d$/.exec(age) ?? []
  const ms = days === undefined ? parseDuration(age) : Number(days) * dayMs
  return ms !== undefined && ms >= 1_000 && ms <= 365 * dayMs ? ms : undefined
}

const limitWords = 'a whole number from 1 to 100'
const portsWords = 'a range of ports such as 20000-20999, at most 10000 of them, from 1024 on'

function parsePorts(range: string): PreviewSettings['ports'] | undefined {
  const [, from, to] = /^(\d{4,5})-(\d{4,5})$/.exec(range) ?? []
  const ports = { from: Number(from), to: Number(to) }
  const isRange = ports.from >= 1_024 && ports.to <= 65_535 && ports.from <= ports.to
  return isRange && ports.to - ports.from < 10_000 ? ports : undefined
}

/** With the placeholders filled in as they may be. */
const isAddress = (url: string): boolean => {
  const filled = url.replaceAll(/\{(?:number|port|project)\}/g, '1')
  return !/[{}\s]/.test(filled) && /^https?:\/\/[^@]+$/.test(filled) && URL.canParse(filled)
}

const environment = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of a variable' }), word, {
    error: 'a map of variable names and texts',
  })
  .meta({ examples: [{ DATABASE_PASSWORD: 'preview', DEBUG: 'false' }] })

const settings = z.strictObject({
  env: environment
    .describe("The variables of a preview's .env. Nothing of the app's own .env and `environment` gets there.")
    .exactOptional(),
  limit: z
    .int({ error: limitWords })
    .min(1, { error: limitWords })
    .max(100, { error: limitWords })
    .meta({ description: 'So many live at once: those of the newest pull requests; the others wait.', default: 5 })
    .exactOptional(),
  maxAge: parsed(maxAgeWords, parseAge)
    .meta({
      description: 'One is removed when nothing was pushed to it for so long; the next push brings it back.',
      default: '14d',
      pattern: orReference(/^\d+d$|^(?:\d+(?:ms|s|m|h))+$/),
    })
    .exactOptional(),
  ports: parsed(portsWords, parsePorts)
    .meta({
      description: 'The ports of this machine that previews publish at. Apps may share a range.',
      default: '20000-20999',
      pattern: orReference(/^\d{4,5}-\d{4,5}$/),
    })
    .exactOptional(),
  url: checked('an address such as http://pr{number}.example.com:{port}', isAddress)
    .meta({
      description:
        'How people reach a preview; {number}, {port} and {project} are filled in. Without it: the port at the host of server.publicUrl.',
      examples: ['http://staging.example.com:{port}', 'https://pr{number}.shop.example.com'],
    })
    .exactOptional(),
  color: z
    .enum(['red', 'blue'])
    .meta({ description: 'The prefix of its Compose project; none if not set.' })
    .exactOptional(),
  allow: listOf(text, 'a list of keys such as services.*.cap_add')
    .meta({
      description:
        'Keys of a Compose model that are let through beside the usual ones. A star stands for one name or place in a list; what is below goes with it.',
      examples: [['services.web.cap_add', 'services.*.labels', 'services.*.volumes.*.read_only']],
    })
    .exactOptional(),
})

/** `previews` of the registry. */
export const previewsSchema = z.union([z.boolean(), settings], {
  error: 'true, false, or {limit: 5, maxAge: 14d, env: {…}}',
})

/** `forks` of the registry. */
export const forksSchema = z.strictObject({
  label: text.describe(
    'The label that somebody who may write puts on: it lets the pull request of a fork run at that head commit alone.',
  ),
})

interface Input {
  readonly previews?: z.output<typeof previewsSchema>
  readonly forks?: z.output<typeof forksSchema>
  readonly command?: unknown
  readonly self?: unknown
}

/** Previews and forks with every default filled in. Apps without Compose have no previews. */
export function createPreviewSettings({
  previews = false,
  forks,
  command,
  self,
}: Input): Pick<App, 'previews' | 'forkLabel'> {
  const label = forks === undefined ? {} : { forkLabel: forks.label }
  if (previews === false || command !== undefined || self !== undefined) return label
  const { env, limit, maxAge, ports, url, color, allow } = previews === true ? {} : previews
  return {
    ...label,
    previews: {
      env: env ?? {},
      limit: limit ?? 5,
      maxAgeMs: maxAge ?? 14 * dayMs,
      ports: ports ?? { from: 20_000, to: 20_999 },
      ...(url === undefined ? {} : { url }),
      ...(color === undefined ? {} : { color }),
      allow: allow ?? [],
    },
  }
}
