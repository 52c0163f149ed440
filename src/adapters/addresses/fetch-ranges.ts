import { parsePublished } from '../../core/delivery/published-addresses.ts'

const mostBytes = 5_000_000

/**
 * The ranges that GitHub's API at this address publishes, one attempt.
 * @throws Error that says why there are none to be believed
 */
export async function fetchRanges(apiUrl: string, signal: AbortSignal): Promise<readonly string[]> {
  const response = await fetch(`${apiUrl.replace(/\/+$/, '')}/meta`, {
    headers: { accept: 'application/vnd.github+json', 'user-agent': 'redhook' },
    // Who is sent elsewhere no longer speaks with the forge.
    redirect: 'error',
    signal,
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`the answer is ${response.status}`)
  }
  const ranges = parsePublished(await readText(response))
  if ('problem' in ranges) throw new Error(ranges.problem)
  return ranges
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
