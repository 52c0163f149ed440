/** What Go's `filepath.Match` lets pass: every class closed and filled, no escape left open. */
const isValid = /^(?:\\.|\[\^?(?:(?:\\.|[^\\\]-])(?:-(?:\\.|[^\\\]-]))?)+\]|[^\\[])*$/su

/**
 * A matcher for a glob of an ignore file; undefined for one that the builder refuses, or that we had rather not judge.
 * The builder makes a regular expression of the glob without regard to classes, so `[*]` is not what it seems. To agree with it,
 * the same one is written first, in Go's dialect, and then said in ours.
 */
export function compileIgnoreGlob(glob: string): ((path: string) => boolean) | undefined {
  if (!isValid.test(glob)) return undefined
  const parts = [...toGo(glob).matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|./gsu)].map(([token]) => fromGo(token))
  if (parts.includes(undefined)) return undefined
  try {
    const expression = new RegExp(`^${parts.join('')}$`, 'u')
    return path => expression.test(path)
  } catch {
    return undefined
  }
}

const toGo = (glob: string): string =>
  glob.replace(/\*\*\/?|\\.|./gsu, (token, offset: number) => {
    if (token.startsWith('**')) return offset + token.length === glob.length ? '.*' : '(.*/)?'
    if (token === '*') return '[^/]*'
    if (token === '?') return '[^/]'
    return /^[.+()|{}$]$/.test(token) ? `\\${token}` : token
  })

/** One escape, class or other character of Go's dialect, for the flag `u`. */
function fromGo(token: string): string | undefined {
  if (token.startsWith('\\')) return literal(token.slice(1))
  if (token === '[') return undefined
  if (token.startsWith('[')) return classFromGo(token)
  if (token === '.') return '[^\\n]'
  return token === ']' ? '\\]' : token
}

function classFromGo(token: string): string | undefined {
  const [, head = '', body = ''] = /^(\[\^?)(.*)\]$/su.exec(token) ?? []
  const parts = [...body.matchAll(/\\.|./gsu)].map(([part]) =>
    part.length > 1 && part.startsWith('\\') ? literal(part.slice(1)) : part,
  )
  // Posix classes, `[[:alpha:]]`, are Go's alone.
  if (body.includes('[:') || parts.includes(undefined)) return undefined
  return `${head}${parts.join('').replace(/^\]/, '\\]')}]`
}

/** A character that stands for itself; escaped letters and digits mean classes and control characters, or are refused. */
function literal(character: string): string | undefined {
  if (!/^[!-/:-@[-`{-~ ]$/.test(character)) return undefined
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character
}
