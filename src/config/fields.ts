import picomatch from 'picomatch'
import * as z from 'zod'
import { durationPattern, parseDuration } from './durations.ts'

/*
 * The kinds of values in the registry. An issue's message is always the end of a sentence, "... is not <message>", since the
 * place, the value found and the rest of the sentence are added by `locate.ts`.
 */

const longestMs = 24 * 3_600_000

/** A pattern for editors, which see `${NAME}` before it is replaced. */
export const orReference = ({ source }: RegExp): string => `(?:${source})|\\$\\{`

/** Says so when a number would be right if it were a text. */
const quotesOr =
  (expected: string, test: (text: string) => boolean) =>
  ({ input }: { readonly input?: unknown }): string =>
    (typeof input === 'number' || typeof input === 'boolean') && test(String(input))
      ? 'a text; put it in quotes'
      : expected

/** A text that passes a test, described by what it should have been. */
export const checked = (expected: string, test: (text: string) => boolean) =>
  z.string({ error: quotesOr(expected, test) }).refine(test, { error: expected })

/** A text whose judge says what it should have been, or nothing. */
export const judged = (expected: string, judge: (text: string) => string | undefined) =>
  z.string({ error: quotesOr(expected, text => judge(text) === undefined) }).superRefine((text, context) => {
    const message = judge(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

/** A text that is parsed; undefined from the parser means that it is not what was expected. */
export const parsed = <T>(expected: string, parse: (text: string) => T | undefined) =>
  z.string({ error: expected }).transform((text, context): T => {
    const value = parse(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: expected })
    return z.NEVER
  })

/** Any text with something in it. */
export const text = z.string().min(1)

const durationWords = 'a duration; write 90s or 2m'

/** `90s`, `2m`, `1h30m`, as milliseconds: more than nothing, at most a day. */
export const duration = z
  .string({ error: durationWords })
  .transform((found, context): number => {
    const ms = parseDuration(found)
    if (ms !== undefined && ms > 0 && ms <= longestMs) return ms
    context.addIssue({ code: 'custom', message: ms === undefined ? durationWords : 'between 1ms and 24h' })
    return z.NEVER
  })
  .meta({ pattern: orReference(durationPattern) })

/** A word of a command line. Numbers and `true` may stand without quotes and are taken as written. */
export const word = z
  .union([z.string(), z.number(), z.boolean()], { error: 'a text' })
  .transform(value => String(value))
  .refine(value => !value.includes('\0'), { error: 'a text without a NUL character' })

const commandWords = 'a command; write it as a list of words, like [npm, ci]'

/** A command line as a list of words; the first one is the program. Never a shell. */
export const argv = z
  .array(word, { error: commandWords })
  .min(1, { error: commandWords })
  .refine(([program]) => program !== '', { error: 'a command; its first word is the program' })

const outside = (path: string): boolean =>
  /^[/~]/.test(path) || path.includes('\0') || path.split('/').some(part => part === '..' || part === '.git')

/** A path that stays inside a folder, without a leading `./` or trailing slash; `.` for the folder itself. */
const tidy = (path: string): string =>
  path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/') || '.'

/** A folder inside the checkout. */
export const folderInside = parsed('a folder inside the checkout; write it relative, without ..', path =>
  path === '' || outside(path) ? undefined : tidy(path),
)

/** A file inside the app's folder. */
export const fileInside = parsed("a file inside the app's folder; write it relative, without ..", path =>
  outside(path) || path.endsWith('/') || tidy(path) === '.' ? undefined : tidy(path),
)

/** A path anywhere; relative ones are resolved against the registry's folder. */
export const anyPath = checked(
  'a path; write it whole, as nothing expands ~',
  path => path !== '' && !path.startsWith('~') && !path.includes('\0'),
)

/** A glob that can be matched against paths of the repository. */
export const glob = judged('a glob', pattern => {
  if (pattern.startsWith('!')) return 'a glob; patterns that begin with ! are not supported'
  if (pattern.startsWith('/') || pattern.split('/').includes('..'))
    return "a glob; write it relative to the repository's root"
  try {
    picomatch(pattern, { strictBrackets: true, debug: true })
    return pattern.trim() === '' ? 'a glob' : undefined
  } catch {
    return 'a glob; its brackets do not match up'
  }
})

/** A list, described by what belongs into it. */
export const listOf = <T extends z.ZodType>(item: T, expected: string) => z.array(item, { error: expected })
