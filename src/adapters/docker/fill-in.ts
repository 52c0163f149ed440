/** `$$`, `${NAME}` with an optional default, `$NAME`; a `${` that none of these fits. */
const reference = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?)([-+?])([^${}]*))?\}|\$([A-Za-z_]\w*)|\$\{/g

/**
 * A text of a Compose file with its variables filled in as Compose does; undefined when one of them is set nowhere, or nested.
 * `$$` becomes `$`.
 */
export function fillIn(text: string, variables: Readonly<Record<string, string>>): string | undefined {
  let isComplete = true
  const filled = text.replace(reference, (whole, braced, colon, sign, word, bare) => {
    if (whole === '$$') return '$'
    const value = fillReference(variables, { name: braced ?? bare, isEmptyUnset: colon === ':', sign, word })
    isComplete &&= value !== undefined
    return value ?? ''
  })
  return isComplete ? filled : undefined
}

interface Reference {
  readonly name?: string
  readonly isEmptyUnset: boolean
  readonly sign?: string
  readonly word?: string
}

function fillReference(variables: Readonly<Record<string, string>>, { name, isEmptyUnset, sign, word }: Reference) {
  const value = name !== undefined && Object.hasOwn(variables, name) ? variables[name] : undefined
  const isSet = value !== undefined && !(isEmptyUnset && value === '')
  if (sign === '+') return isSet ? word : ''
  if (sign === '-' && !isSet) return word
  if (sign === '?' && !isSet) return undefined
  return value
}
