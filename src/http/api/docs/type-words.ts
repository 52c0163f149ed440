import type { Schema } from './schema.ts'

/** A piece of the words for a type; with `ref` it names a schema of the document. */
export interface TypeWord {
  readonly text: string
  readonly ref?: string
}

/** A type in words: `list of Deployment`, `"view" or "deploy"`, `whole number`. */
export function typeWords(schema: Schema): TypeWord[] {
  const [part] = schema.allOf ?? []
  if (part !== undefined) return typeWords(part)
  if (schema.$ref !== undefined) return [named(schema.$ref)]
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) return joined(choices.map(typeWords))
  if (schema.enum !== undefined) return joined(schema.enum.map(value => [{ text: JSON.stringify(value) }]))
  if (schema.items !== undefined) return [{ text: 'list of ' }, ...typeWords(schema.items)]
  return schema.properties === undefined ? [{ text: plainWord(schema) }] : objectWords(schema)
}

/** An object without a name, in a line: `{ apps: list of App, next }`. */
function objectWords({ properties = {}, required = [] }: Schema): TypeWord[] {
  const fields = Object.entries(properties).flatMap(([name, field], index) => [
    { text: `${index === 0 ? '' : ', '}${name}${required.includes(name) ? '' : '?'}: ` },
    ...typeWords(field),
  ])
  return [{ text: '{ ' }, ...fields, { text: ' }' }]
}

const named = (ref: string): TypeWord => {
  const name = ref.split('/').at(-1) ?? ref
  return { text: name, ref: name }
}

const joined = (choices: readonly TypeWord[][]): TypeWord[] =>
  choices.flatMap((choice, index) => (index === 0 ? choice : [{ text: ' or ' }, ...choice]))

const words: Readonly<Record<string, string>> = {
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  string: 'text',
  object: 'object',
  array: 'list',
}

function plainWord({ type, format }: Schema): string {
  if (format === 'date-time') return 'time'
  if (format === 'date') return 'day'
  return typeof type === 'string' ? (words[type] ?? type) : 'anything'
}

/** What is allowed beyond the type: `1 to 200`, `up to 255 characters`; empty where nothing is said. */
export function limitWords({ minimum, maximum, maxLength }: Schema): string {
  const most = maximum === undefined || maximum > 1e12 ? undefined : maximum
  if (minimum !== undefined && most !== undefined) return `${minimum} to ${most}`
  if (minimum !== undefined) return `from ${minimum} on`
  return maxLength === undefined ? '' : `up to ${maxLength} characters`
}
