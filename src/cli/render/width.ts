// Code points that a terminal gives two columns: East Asian Wide and Fullwidth of Unicode 16 (EastAsianWidth.txt), in blocks.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u
const picture = /\p{Emoji_Presentation}|\ufe0f/u
const nothing = /^[\p{Mark}\p{Format}]*$/u
const plain = /^[\x20-\x7e]*$/

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** How many columns of a terminal a text takes, in which nothing is a control character. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const { segment } of characters.segment(text)) width += widthOf(segment)
  return width
}

/** Of one character as a person sees it, marks and joined parts included. */
function widthOf(character: string): number {
  if (nothing.test(character)) return 0
  return wide.test(character) || picture.test(character) ? 2 : 1
}

/** The text, or as much of it as fits into so many columns, ended by `…`. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const { segment } of characters.segment(text)) {
    used += widthOf(segment)
    if (used > width) break
    kept += segment
  }
  return width > 0 ? `${kept}…` : ''
}
