// Shared: the server draws the log's first lines with it, the script those that come later.

/**
 * A piece of a line that looks the same throughout.
 * @typedef {{ text: string, classes: string }} Piece
 * @typedef {{ fore: number | undefined, back: number | undefined, marks: Set<string> }} Look
 */

/** Every escape sequence: CSI, OSC, and those of one or two characters. Only SGR (`CSI … m`) is understood. */
const escapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)([0-9;:<=>?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[PX^_][^\u001b]*(?:\u001b\\)?|\u001b[ -/]*[0-~]?/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: likewise
const unprintable = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/**
 * A line of a log as pieces of plain text with classes: `f1` to `f15` for colors, `b0` to `b15` behind, `bold`, `dim`, `italic`,
 * `under`. Whatever else a terminal would obey is left out. Of a line that was written over with CR, what remained.
 * @param {string} line
 * @returns {Piece[]}
 */
export function parseAnsi(line) {
  const text = line.replace(/\r+$/, '').split('\r').at(-1) ?? ''
  /** @type {Piece[]} */
  const pieces = []
  /** @type {Look} */
  const look = { fore: undefined, back: undefined, marks: new Set() }
  let from = 0
  for (const match of text.matchAll(escapes)) {
    add(pieces, text.slice(from, match.index), look)
    if (match[2] === 'm' && /^[\d;:]*$/.test(match[1] ?? '')) obey(look, match[1] ?? '')
    from = match.index + match[0].length
  }
  add(pieces, text.slice(from), look)
  return pieces
}

/** @param {Piece[]} pieces @param {string} text @param {Look} look */
function add(pieces, text, look) {
  const clean = text.replace(unprintable, '')
  if (clean !== '') pieces.push({ text: clean, classes: classesOf(look) })
}

/** @param {Look} look */
function classesOf({ fore, back, marks }) {
  const colors = [fore === undefined ? '' : `f${fore}`, back === undefined ? '' : `b${back}`]
  return [...colors, ...marks].filter(Boolean).join(' ')
}

/** @type {Readonly<Record<number, string>>} */
const marksOf = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'under' }

/** @param {Look} look @param {string} parameters */
function obey(look, parameters) {
  const codes = parameters.split(/[;:]/).map(Number)
  while (codes.length > 0) {
    const code = codes.shift() ?? 0
    if (code === 38) look.fore = takeColor(codes)
    else if (code === 48) look.back = takeColor(codes)
    else obeyOne(look, code)
  }
}

/** @param {Look} look @param {number} code */
function obeyOne(look, code) {
  const mark = marksOf[code]
  if (code === 0) Object.assign(look, { fore: undefined, back: undefined, marks: new Set() })
  else if (mark) look.marks.add(mark)
  else if (code === 22) for (const off of ['bold', 'dim']) look.marks.delete(off)
  else if (code === 23 || code === 24) look.marks.delete(code === 23 ? 'italic' : 'under')
  else if (code === 39) look.fore = undefined
  else if (code === 49) look.back = undefined
  else obeyColor(look, code)
}

/** @param {Look} look @param {number} code */
function obeyColor(look, code) {
  if (code >= 30 && code <= 37) look.fore = code - 30
  else if (code >= 90 && code <= 97) look.fore = code - 82
  else if (code >= 40 && code <= 47) look.back = code - 40
  else if (code >= 100 && code <= 107) look.back = code - 92
}

/** The color after 38 or 48, as the nearest of sixteen. @param {number[]} codes */
function takeColor(codes) {
  const kind = codes.shift()
  if (kind === 5) return ofPalette(codes.shift() ?? 0)
  if (kind !== 2) return undefined
  const [red = 0, green = 0, blue = 0] = codes.splice(0, 3)
  return nearest(red, green, blue)
}

/** @param {number} index */
function ofPalette(index) {
  if (index < 16) return index
  if (index >= 232) return index < 244 ? 8 : 7
  const cube = index - 16
  const level = (/** @type {number} */ part) => Math.round(((part % 6) / 5) * 255)
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube))
}

/** @param {number} red @param {number} green @param {number} blue */
function nearest(red, green, blue) {
  const most = Math.max(red, green, blue)
  if (most < 48) return 0
  const bits = (red * 2 > most ? 1 : 0) + (green * 2 > most ? 2 : 0) + (blue * 2 > most ? 4 : 0)
  return most > 190 ? bits + 8 : bits
}
