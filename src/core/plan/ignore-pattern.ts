import { posix } from 'node:path'
import { compileIgnoreGlob } from './ignore-glob.ts'

/** A line of an ignore file. */
export interface IgnorePattern {
  /** Begins with `!`: what it matches is sent after all. */
  readonly isException: boolean
  /** Whether it matches this very path; paths below a match are the caller's business. */
  readonly matches: (path: string) => boolean
  /** How many folders deep all it matches lies; absent where that can differ. */
  readonly depth?: number
  /** The path that an exception without wildcards begins at; absent for one that may match anywhere. */
  readonly root?: string
}

/** As Go trims it. */
const spaces = /^\p{White_Space}+|\p{White_Space}+$/gu

const wildcards = /[*?[\]\\]/

/** A line as the builder takes it; undefined when it says nothing, `bad` when the builder refuses it or we can't tell. */
export function parseIgnoreLine(line: string): IgnorePattern | 'bad' | undefined {
  if (line.startsWith('#')) return undefined
  const text = line.replace(spaces, '')
  if (text === '') return undefined
  // The builder looks for the `!` once more after it has cleaned the path: `./!x` is an exception, too.
  const path = (text.startsWith('!') ? `!${clean(text.slice(1))}` : clean(text)).replace(spaces, '')
  const isException = path.startsWith('!')
  const pattern = isException ? path.slice(1) : path
  const matches = isException && /^\/?$/.test(pattern) ? undefined : compile(pattern)
  return matches ? { isException, matches, ...depthOf(pattern), ...(isException ? rootOf(pattern) : {}) } : 'bad'
}

/** Without `.`, `..` and doubled slashes where that can be, and without a slash at either end. */
function clean(text: string): string {
  const path = text.replace(spaces, '')
  return path === '' ? '' : posix.normalize(path).replace(/(?<=.)\/$|^\/(?=.)/gs, '')
}

/** Neither `**` nor a class, which may stand for a slash. */
const depthOf = (pattern: string): { depth?: number } =>
  /\*\*|[[\\]/.test(pattern) ? {} : { depth: pattern.split('/').length - 1 }

function rootOf(pattern: string): { root?: string } {
  const root = pattern.replace(/\/\*\*$/, '').replace(/\/\*$/, '')
  return /[*[\]?^\\]/.test(root) ? {} : { root }
}

/** The most frequent forms do without a regular expression. */
function compile(pattern: string): IgnorePattern['matches'] | undefined {
  if (!wildcards.test(pattern)) return path => path === pattern
  const [, start = '', plain = ''] = /^(\*\*\/\*|\*\*\/?|\*)?([^*?[\]\\]*)$/.exec(pattern) ?? []
  if (start === '**' || (start === '**/*' && !plain.includes('/'))) return path => path.endsWith(plain)
  if (start === '**/')
    return path => path.endsWith(plain) && (path.length === plain.length || path.at(-plain.length - 1) === '/')
  const prefix = pattern.slice(0, -2)
  if (pattern.endsWith('**') && !wildcards.test(prefix)) return path => path.startsWith(prefix)
  return compileIgnoreGlob(pattern)
}
