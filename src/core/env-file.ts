/** The variables of a `.env`, in order of the file; a repeated one keeps its last value. */
export type EnvVariables = Readonly<Record<string, string>>

const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:][ \t]*/
const closing = { "'": /^'((?:[^'\\]|\\.)*)'/s, '"': /^"((?:[^"\\]|\\.)*)"/s }
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
const reference = /\\\$|\$\$|\$\{([A-Za-z_]\w*)(?:(:?)([-+])([^}]*))?\}|\$([A-Za-z_]\w*)/g

/**
 * Reads the text of a `.env` as Compose does, as far as values of one file can be told from it alone: `export`, comments, quotes
 * over several lines, escapes, and references to variables that stand above. A line that can't be read is passed over: Compose
 * itself names it when it is called.
 */
export function parseEnvFile(text: string): EnvVariables {
  const variables: Record<string, string> = {}
  let rest = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  while (rest !== '') {
    const match = assignment.exec(rest)
    if (match?.[1] === undefined) {
      rest = afterLine(rest)
      continue
    }
    const { value, length } = readValue(rest.slice(match[0].length), variables)
    variables[match[1]] = value
    rest = afterLine(rest.slice(match[0].length + length))
  }
  return variables
}

const afterLine = (text: string): string => {
  const end = text.indexOf('\n')
  return end < 0 ? '' : text.slice(end + 1)
}

function readValue(text: string, known: EnvVariables): { value: string; length: number } {
  const quote = text[0]
  const quoted = quote === "'" || quote === '"' ? closing[quote].exec(text) : null
  if (quoted?.[1] !== undefined) {
    const body = quoted[1]
    const value = quote === "'" ? body.replaceAll("\\'", "'") : expand(withoutEscapes(body), known)
    return { value, length: quoted[0].length }
  }
  const line = text.split('\n', 1)[0] ?? ''
  const value = line.replace(/(^|\s)#.*$/, '').trim()
  return { value: expand(value, known), length: line.length }
}

const withoutEscapes = (text: string): string =>
  text.replace(/\\([nrt"\\])/g, (_, letter: string) => escapes[letter] ?? letter)

/** `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}`; `$$` stands for itself. */
function expand(text: string, known: EnvVariables): string {
  return text.replace(reference, (whole, braced, colon, sign, word, bare) => {
    const name = braced ?? bare
    if (name === undefined) return whole.startsWith('\\') ? '$' : whole
    const value = Object.hasOwn(known, name) ? known[name] : undefined
    const isSet = colon === ':' ? value !== undefined && value !== '' : value !== undefined
    if (sign === '-') return isSet ? (value ?? '') : word
    if (sign === '+') return isSet ? word : ''
    return value ?? ''
  })
}
