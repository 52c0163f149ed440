/** A message of a stream of server-sent events. */
export interface SentEvent {
  readonly id: string
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: what it holds depends on the event, and tests look at a part of it.
  readonly data: any
}

/** What a stream sends until it ends, or until `enough` is so; then the stream is cancelled. Comments are counted, not kept. */
export async function readEventStream(
  response: Response,
  enough: (messages: readonly SentEvent[], comments: number) => boolean = () => false,
): Promise<{ messages: SentEvent[]; comments: number; rest: string }> {
  const messages: SentEvent[] = []
  let comments = 0
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      if (block === ':') comments += 1
      else messages.push(parseBlock(block))
    }
    if (enough(messages, comments)) break
  }
  return { messages, comments, rest }
}

/** Strictly the three fields, each once and in this order. */
function parseBlock(block: string): SentEvent {
  const [, id, event, data] = /^id: ([\d;:,]+)\nevent: ([a-z]+)\ndata: (.*)$/.exec(block) ?? []
  if (id === undefined || event === undefined || data === undefined) throw new Error(`no message: ${block}`)
  return { id, event, data: JSON.parse(data) }
}
