import { StringDecoder } from 'node:string_decoder'

const longestLine = 16_384

/** Cuts a byte stream into lines; a line longer than 16 KiB is passed on in pieces, so that memory stays bounded. */
export function createLineSplitter(onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const cut = (text: string) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    while (rest.length > longestLine) {
      onLine(rest.slice(0, longestLine))
      rest = rest.slice(longestLine)
    }
  }
  return {
    push: chunk => cut(decoder.write(chunk)),
    end: () => {
      cut(decoder.end())
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}
