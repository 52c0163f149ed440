import type { ApiDocument, Operation, Schema } from './schema.ts'

/** A request as a person could paste it: the token comes from the shell's `TOKEN`, the address from its `REDHOOK`. */
export function exampleRequest(path: string, method: string, operation: Operation, document: ApiDocument): string {
  const url = `"$REDHOOK${fillPath(path, operation)}"`
  const isOpen = operation.security?.length === 0
  const body = operation.requestBody && exampleBody(operation.requestBody.content['application/json']?.schema, document)
  const parts = [
    'curl',
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(isOpen ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${body}'`]),
    url,
  ]
  return parts.join(' \\\n  ')
}

const fillPath = (path: string, { parameters = [] }: Operation): string =>
  parameters
    .filter(({ in: place }) => place === 'path')
    .reduce((filled, { name, schema }) => filled.replace(`{${name}}`, String(schema?.example ?? name)), path)

function exampleBody(schema: Schema | undefined, document: ApiDocument): string | undefined {
  const name = schema?.$ref?.split('/').at(-1)
  const whole = name === undefined ? schema : document.components.schemas[name]
  return whole?.example === undefined ? undefined : JSON.stringify(whole.example)
}
