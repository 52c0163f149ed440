import * as z from 'zod'
import { type CheckSpec, type CheckStep, mostSpecBytes, specFile } from '../core/check/check-spec.ts'
import { formatCommand } from '../core/command.ts'
import { RedhookError } from '../core/errors.ts'
import { cpus } from './checks-schema.ts'
import { argv, duration, text, word } from './fields.ts'
import { type ConfigProblem, formatProblem, sortProblems } from './problem.ts'
import { readRegistryText } from './registry-text.ts'
import { expectedByDefault, mistakesOf } from './schema-issues.ts'
import { size } from './sizes.ts'

/** As in `docker run`: host, path, tag, digest; never what could be taken for an option. */
const image = z
  .string({ error: 'an image, such as node:26-slim' })
  .regex(/^[a-z0-9][\w.:/@+-]{0,254}$/i, { error: 'an image, such as node:26-slim' })

const stepWords = 'a step; write a text for sh inside the container, or a list of words like [npm, test]'
const script = z
  .string()
  .min(1)
  .refine(value => !value.includes('\0'), { error: 'a text without a NUL character' })
const steps = z
  .array(z.union([script, argv], { error: stepWords }), { error: 'a list of steps; write run: [npm ci, npm test]' })
  .min(1, { error: 'a list with at least one step' })
  .max(100, { error: 'a list of at most 100 steps' })

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of a variable' })

const specSchema = z.strictObject({
  image: image.exactOptional(),
  service: text.regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, { error: 'the name of a Compose service' }).exactOptional(),
  run: steps,
  timeout: duration.exactOptional(),
  memory: size.exactOptional(),
  cpus: cpus.exactOptional(),
  env: z.record(name, word, { error: 'a map of variable names and texts' }).exactOptional(),
})

/**
 * Reads the spec of a check. Nothing in it is replaced: values are literal.
 * @throws RedhookError CHECK_FAILED with every mistake and its place
 */
export function parseCheckSpec(bytes: Uint8Array, file: string = specFile): CheckSpec {
  if (bytes.length > mostSpecBytes)
    throw invalid([`${file} has ${bytes.length} bytes; at most ${mostSpecBytes} are read`])
  const source = readRegistryText(decode(bytes, file), file, written => ({ text: written }), mostNodes)
  if (source.unreadable) throw invalid(source.problems.map(formatProblem))
  const result = specSchema.safeParse(source.value, { error: expectedByDefault })
  const issues = result.success ? eitherOr(result.data) : result.error.issues.flatMap(issue => mistakesOf(issue))
  const problems: ConfigProblem[] = [...source.problems, ...issues.map(source.locate)]
  if (problems.length > 0 || !result.success) throw invalid(sortProblems(problems).slice(0, 20).map(formatProblem))
  return toSpec(result.data)
}

/** Far beyond any spec, and read in a moment. */
const mostNodes = 2_000

type SpecInput = z.output<typeof specSchema>

const expected = 'either image: or service:'

function eitherOr({ image: inImage, service }: SpecInput) {
  if (inImage === undefined && service === undefined)
    return [{ path: [], expected, message: 'says nowhere to run; write image: or service:' }]
  const both = { path: ['service'], atKey: true, expected, message: 'stands beside image; write one of them' }
  return inImage !== undefined && service !== undefined ? [both] : []
}

const toSpec = ({ image: inImage = '', service, run, timeout, memory, cpus: cores, env }: SpecInput): CheckSpec => ({
  where: service === undefined ? { image: inImage } : { service },
  steps: run.map(toStep),
  ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  ...(memory === undefined ? {} : { memoryBytes: memory }),
  ...(cores === undefined ? {} : { cpus: cores }),
  env: env ?? {},
})

/** `-e`: a line that fails fails the step. */
const toStep = (step: SpecInput['run'][number]): CheckStep =>
  typeof step === 'string'
    ? { title: step.trimEnd(), argv: ['sh', '-ec', step] }
    : { title: formatCommand({ argv: step as [string, ...string[]] }), argv: step }

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid([`${file} is not UTF-8`])
  }
}

const invalid = (lines: readonly string[]) =>
  new RedhookError(lines.join('\n'), {
    code: 'CHECK_FAILED',
    hint: 'Correct the file and push again. It has image: or service:, and run: with at least one step.',
  })
