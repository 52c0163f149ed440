/** A way from the registry's root: keys and indexes. */
export type FieldPath = readonly (string | number)[]

/** One mistake in the registry and its place; lines and columns count from 1. */
export interface ConfigProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The field as a person would write it, `repos."acme/shop".health.timeout`; empty for the file itself. */
  readonly field: string
  readonly found: string
  readonly expected: string
  /** The whole sentence. */
  readonly message: string
}

/** A field's way in words; keys that are not plain words stand in quotes. */
export function formatField(path: FieldPath): string {
  const part = (key: string | number, index: number): string => {
    if (typeof key === 'number') return `[${key}]`
    return (index === 0 ? '' : '.') + (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key))
  }
  return path.map(part).join('')
}

/** `redhook.yml:6:13 repos."acme/shop".health.timeout: "2 apples" is not a duration; write 90s or 2m` */
export const formatProblem = ({ file, line, column, field, message }: ConfigProblem): string =>
  `${file}:${line}:${column} ${field === '' ? '' : `${field}: `}${message}`

/** By place. */
export const sortProblems = (problems: readonly ConfigProblem[]): ConfigProblem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
