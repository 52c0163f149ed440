/** Headers of a request, names in lower case, repeated ones joined: as Node has them. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>

/** What is kept of every request, beside the headers of its forge. */
const kept = ['content-type', 'user-agent']
const longestKept = 256
const deliveryId = /^[\x21-\x7e]{1,128}$/

/** One header's value; undefined when it is missing. */
export function headerOf(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.join(', ')
}

/**
 * What is kept of the headers: those named, and two that every request has. A list of what may stay, since senders put secrets into new
 * ones; never a signature.
 */
export function keepHeaders(headers: RequestHeaders, named: readonly string[]): Record<string, string> {
  const some: Record<string, string> = {}
  for (const names of [kept, named]) {
    for (const name of names) {
      const value = headerOf(headers, name)
      if (value !== undefined) some[name] = value.length > longestKept ? value.slice(0, longestKept) : value
    }
  }
  return some
}

/** The delivery's id as its sender claims it, or one made of the body's hash where there is none that could serve. */
export const deliveryIdOf = (claimed: string | undefined, bodySha256: string): string =>
  claimed !== undefined && deliveryId.test(claimed) ? claimed : `body-${bodySha256}`
