/** A repository as a payload or a URL names it. Without an owner it can only be one that any owner may have. */
export interface RepositoryName {
  readonly owner?: string
  readonly name: string
}

/** `owner/name` in its parts; undefined for anything else. The owner is all before the last slash: `group/subgroup`. */
export function parseFullName(text: string): Required<RepositoryName> | undefined {
  const slash = text.lastIndexOf('/')
  const owner = text.slice(0, slash)
  const name = text.slice(slash + 1)
  const isWhole = slash > 0 && name !== '' && !text.startsWith('/') && !text.includes('//')
  return isWhole ? { owner, name } : undefined
}

/** The name as people write it: `acme/shop`, or `shop` where the owner is not known. */
export const formatName = ({ owner, name }: RepositoryName): string => (owner === undefined ? name : `${owner}/${name}`)

/**
 * Without regard to case, for ASCII letters alone: full Unicode folding would make twins of different names (the Kelvin
 * sign and `k`).
 */
export const foldCase = (text: string): string =>
  /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : text
