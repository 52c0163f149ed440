import { parseAllDocuments } from 'yaml'

/** A mapping of a Compose file, of which nothing is known yet. */
export type Content = Readonly<Record<string, unknown>>

/** The documents of a Compose file; undefined where it is no YAML. Merge keys are taken in. */
export function parseCompose(text: string): Content[] | undefined {
  try {
    const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' })
    if (documents.some(({ errors }) => errors.length > 0)) return undefined
    return [...documents].map(document => recordOf(document.toJS({ maxAliasCount: -1 })))
  } catch {
    return undefined
  }
}

/** What may be one thing or several. */
export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** Anything but a mapping is an empty one. */
export const recordOf = (value: unknown): Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Content) : {}
