/** Headers of a request, names in lower case, repeated ones joined: as Node has them. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>

/** The headers that are kept with a delivery. A list of what may stay, since senders put secrets into new ones. */
const kept = [
  'content-type',
  'user-agent',
  'x-github-delivery',
  'x-github-enterprise-host',
  'x-github-event',
  'x-github-hook-id',
  'x-github-hook-installation-target-id',
  'x-github-hook-installation-target-type',
] as const
const longestKept = 256
const deliveryId = /^[\x21-\x7e]{1,128}$/

/** One header's value; undefined when it is missing. */
export function headerOf(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.join(', ')
}

/** What is kept of the headers; never a signature. */
export function keepHeaders(headers: RequestHeaders): Record<string, string> {
  const some: Record<string, string> = {}
  for (const name of kept) {
    const value = headerOf(headers, name)
    if (value !== undefined) some[name] = value.length > longestKept ? value.slice(0, longestKept) : value
  }
  return some
}

/** The sender's delivery id, or one made of the body's hash where there is none that could serve. */
export function deliveryIdOf(headers: RequestHeaders, bodySha256: string): string {
  const id = headerOf(headers, 'x-github-delivery')
  return id !== undefined && deliveryId.test(id) ? id : `body-${bodySha256}`
}
