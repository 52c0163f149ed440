import { styleText } from 'node:util'
import type { CliDeps, Output } from './deps.ts'

type Format = Parameters<typeof styleText>[0]

/** Colors a text, or leaves it as it is where colors are not wanted. */
export type Paint = (format: Format, text: string) => string

const plain: Paint = (_format, text) => text

/** Colors for a terminal, unless NO_COLOR (https://no-color.org) is set to anything. */
export function createPaint(output: Output, env: CliDeps['env']): Paint {
  const wanted = output.isTTY && !env.lookup('NO_COLOR') && !isDumb(env)
  return wanted ? (format, text) => styleText(format, text, { validateStream: false }) : plain
}

/** A terminal that knows nothing but lines. */
export const isDumb = (env: CliDeps['env']): boolean => env.lookup('TERM') === 'dumb'
