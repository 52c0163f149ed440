import type { EnvVariables } from '../env-file.ts'

/** The text of a `.env` that Compose and `parseEnvFile` read back as just these variables. */
export const formatEnvFile = (variables: EnvVariables): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('')

function quote(value: string): string {
  if (/^[\w./:@%+,-]*$/.test(value)) return value
  if (!/['\\]/.test(value)) return `'${value}'`
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '\\$')
  return `"${escaped.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`
}
