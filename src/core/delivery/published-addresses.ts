import { isIP } from 'node:net'

/** GitHub's list at the time of this release: what counts until the first one was fetched. Source: https://api.github.com/meta, `hooks`. */
export const shippedGitHubRanges: readonly string[] = [
  '192.30.252.0/22',
  '185.199.108.0/22',
  '140.82.112.0/20',
  '143.55.64.0/20',
  '2a0a:a440::/29',
  '2606:50c0::/32',
]

/** No provider needs more, and no list of theirs has ever had more than a few dozen. */
const mostRanges = 1_000
/** A wider range than these lets half of the world in: whoever answers so is not the provider, or has made a mistake. */
const shortestPrefix = { 4: 12, 6: 20 } as const

/** The ranges that a `/meta` answer names under `hooks`, or why they can't be believed, as a part of a sentence. */
export function parsePublished(text: string): readonly string[] | { readonly problem: string } {
  const parsed = parseJson(text)
  if (parsed === undefined) return { problem: 'the answer is not JSON' }
  const hooks: unknown = typeof parsed === 'object' && parsed !== null && 'hooks' in parsed ? parsed.hooks : undefined
  return whyBadRanges(hooks) ?? (hooks as string[])
}

/** Why these are no ranges that can be believed; undefined when they are. */
function whyBadRanges(ranges: unknown): { readonly problem: string } | undefined {
  if (!Array.isArray(ranges)) return { problem: 'the answer has no list of hooks' }
  if (ranges.length === 0) return { problem: 'the list of hooks is empty' }
  if (ranges.length > mostRanges) return { problem: `the list of hooks has ${ranges.length} entries` }
  for (const range of ranges) {
    const why = whyBadRange(range)
    if (why !== undefined) return { problem: `${JSON.stringify(range)?.slice(0, 60)} in the list of hooks ${why}` }
  }
  return undefined
}

function whyBadRange(range: unknown): string | undefined {
  const [, address = '', bits] = (typeof range === 'string' && /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(range)) || []
  const family = isIP(address)
  if (family !== 4 && family !== 6) return 'is no address or network'
  const longest = family === 4 ? 32 : 128
  const prefix = bits === undefined ? longest : Number(bits)
  if (prefix > longest) return 'is no address or network'
  return prefix < shortestPrefix[family] ? 'covers too much to be true' : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
