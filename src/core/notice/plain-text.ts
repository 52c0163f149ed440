/** Control sequences (CSI, OSC and the like), then lone escapes. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g
/** Controls but tabs and line ends, and marks that hide or turn text. */
const controls = /(?![\t\n])[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]/gu

/** Foreign text as one line that nothing in it can break, color or turn around; at most `most` characters, ended by `…`. */
export function plainLine(text: string, most: number): string {
  const line = text
    .slice(0, most * 8)
    .replace(sequences, '')
    .replace(/\s+/g, ' ')
    .replace(controls, '')
    .replace(/ {2,}/g, ' ')
    .toWellFormed()
    .trim()
  return cut(line, most)
}

/** The same of a line of a log, whose spaces are kept. */
export function plainLogLine(text: string, most: number): string {
  const line = text
    .slice(0, most * 8)
    .replace(sequences, '')
    .replaceAll('\t', '  ')
    .replace(/[\r\n]+/g, ' ')
  return cut(line.replace(controls, '').toWellFormed().trimEnd(), most)
}

/** The text, or as much of it as fits into `most` UTF-16 units, ended by `…`; never half a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const end = text.slice(0, Math.max(most - 1, 0))
  return `${/[\ud800-\udbff]$/.test(end) ? end.slice(0, -1) : end}…`
}
