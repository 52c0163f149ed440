import type { Schema } from './schema.ts'

/** One field of an object, by its path within it: `queue.queued`, `byDay[].day`. */
export interface Field {
  readonly path: string
  readonly schema: Schema
  readonly isRequired: boolean
}

/** The fields of a schema, those of objects within it after their own. What has a name of its own is not opened. */
export function fieldsOf(schema: Schema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`
    return [{ path, schema: field, isRequired: schema.required?.includes(name) ?? false }, ...within(field, path)]
  })
}

function within(field: Schema, path: string): Field[] {
  if (field.properties !== undefined) return fieldsOf(field, `${path}.`)
  return field.items?.properties === undefined ? [] : fieldsOf(field.items, `${path}[].`)
}
