import { readFileSync } from 'node:fs'
import path from 'node:path'
import { looksSecret } from '../core/redact.ts'
import type { FieldPath } from './problem.ts'
import type { ReadText } from './yaml-tree.ts'

const reference = /\$\$\{|\$\{([^}]*)(\}?)/g
const variable = /^[A-Za-z_][A-Za-z0-9_]*$/
const forms = '${NAME} or ${file:/path}'

/**
 * Fields whose `${NAME}` holds a secret whatever it is called; elsewhere, as in `path`, only its name tells. A `${file:}` is always
 * one.
 */
const secretKeys = new Set([
  ...['secret', 'previousSecret', 'token', 'privateKey'],
  ...['environment', 'command', 'before', 'after', 'build'],
])

export interface Interpolation {
  readonly readText: ReadText
  /** What has been put in so far and must not be shown. */
  readonly secrets: ReadonlySet<string>
}

interface Unresolved {
  readonly found: string
  readonly expected: string
  readonly message: string
}

type Resolve = (name: string, whole: string) => string | Unresolved

/**
 * Replaces `${NAME}` by a variable and `${file:/path}` by a file's content without its last line end; `$${` stands for `${`.
 * Relative files are looked for in `folder`.
 */
export function createInterpolation(lookup: (name: string) => string | undefined, folder: string): Interpolation {
  const secrets = new Set<string>()
  const resolve: Resolve = (name, whole) =>
    name.startsWith('file:')
      ? readSecretFile(path.resolve(folder, name.slice(5)), whole)
      : readVariable(name, whole, lookup)
  const readText: ReadText = (text, field) => {
    let wrong: Unresolved | undefined
    const replaced = text.replaceAll(reference, (whole: string, name: string | undefined, end: string | undefined) => {
      if (name === undefined) return '${'
      const value = end === '' ? malformed(whole) : resolve(name, whole)
      if (typeof value === 'string') {
        if (isSecret(name, value, field)) secrets.add(value)
        return value
      }
      wrong ??= value
      return whole
    })
    return wrong ?? { text: replaced }
  }
  return { readText, secrets }
}

const isSecret = (name: string, value: string, field: FieldPath): boolean =>
  name.startsWith('file:') || looksSecret(name, value) || field.some(isSecretKey)

const isSecretKey = (key: FieldPath[number]): boolean => typeof key === 'string' && secretKeys.has(key)

const malformed = (whole: string): Unresolved => ({
  found: JSON.stringify(whole),
  expected: forms,
  message: `${JSON.stringify(whole)} is not a reference; write ${forms}, or $\${ for a plain \${`,
})

function readVariable(name: string, whole: string, lookup: (name: string) => string | undefined): string | Unresolved {
  if (!variable.test(name)) return malformed(whole)
  return (
    lookup(name) ?? {
      found: whole,
      expected: 'a variable that is set',
      message: `${whole} is not set; set ${name} in Redhook's environment or its .env`,
    }
  )
}

function readSecretFile(file: string, whole: string): string | Unresolved {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return {
      found: whole,
      expected: 'a file that can be read',
      message: `${whole} could not be read: ${whyUnreadable(code)}`,
    }
  }
}

const whyUnreadable = (code: string): string =>
  ({ ENOENT: 'there is no such file', EACCES: 'Redhook may not read it', EISDIR: 'it is a folder' })[code] ?? code
