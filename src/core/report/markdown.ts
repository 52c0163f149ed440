import { cut, plainLine, plainLogLine } from '../notice/plain-text.ts'

/** What means something in the middle of a line, in GitHub's and in GitLab's Markdown. */
const marks = /[\\`*_[\]<>#!|~$&]/g
/** What begins a list or a line only where a line begins. */
const beginning = /^(\d*)([-+=.)])/
/** Mentions, issues and addresses are found in the text after Markdown was read: something invisible parts them. */
const invisible = '\u200b'

/** Foreign text as one line of prose: no mark in it does anything, nobody is mentioned, nothing becomes a link. */
export const plainMarkdown = (text: string, most: number): string =>
  plainLine(text, most)
    .replace(marks, '\\$&')
    .replace(beginning, '$1\\$2')
    .replace(/[@#]|:(?=\/\/)|\b(?:www|mailto|xmpp|GH)(?=[.:-])/gi, `$&${invisible}`)

/** A foreign name as code: nothing in it ends the code. Not for a table, whose cells end at a bar. */
export function codeMarkdown(text: string, most: number): string {
  const line = plainLine(text, most)
  if (line === '') return '` `'
  const fence = '`'.repeat(longestRun(line) + 1)
  const pad = /^`|`$/.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

const longestLine = 400

/** Foreign lines as a block that nothing in them can end. Too many: the first ones are left out. */
export function fencedMarkdown(lines: readonly string[], most: number): string {
  const clean = lines.slice(-most).map(line => plainLogLine(line, longestLine))
  const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1))
  return [`${fence}text`, ...clean, fence].join('\n')
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))

/** A forge's description: one line, at most 140 characters. */
export const descriptionOf = (text: string): string => plainLine(text, 140)

/** Markdown within a forge's limit: whole parts from the end are left out, with a word about it. The first one is always kept, cut. */
export function withinLimit(parts: readonly string[], most: number): string {
  const left = '\n\n_The rest is in the log._'
  const kept = [...parts]
  let text = kept.join('\n\n')
  while (text.length > most && kept.length > 1) {
    kept.pop()
    text = kept.join('\n\n') + left
  }
  return cut(text, most)
}
