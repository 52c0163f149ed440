/** Where the line of this offset begins. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

/** Where the line after this offset begins; the end of the text where there is none. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

/**
 * The start of the first line after a value that ends here which no longer belongs to it: comments that are indented by at least
 * `column` do, with empty lines before them.
 */
export function endOfBlock(text: string, valueEnd: number, column: number): number {
  // A block scalar ends behind its last line end.
  let end = text[valueEnd - 1] === '\n' ? valueEnd : nextLine(text, valueEnd)
  for (let at = end; at < text.length; ) {
    const next = nextLine(text, at)
    const line = text.slice(at, next).trimEnd()
    const isOwn = line.trimStart().startsWith('#') && line.length - line.trimStart().length >= column
    if (isOwn) end = next
    else if (line !== '') break
    at = next
  }
  return end
}

/** Puts these lines (each with `\n`) there, with the text's own line ends. */
export function spliceLines(text: string, at: number, lines: string, newline: string): string {
  const before = text.slice(0, at)
  const gap = before === '' || before.endsWith('\n') ? '' : newline
  return before + gap + lines.replaceAll('\n', newline) + text.slice(at)
}
