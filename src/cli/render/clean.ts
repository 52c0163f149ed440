import { stripVTControlCharacters } from 'node:util'

// Control characters, and those that turn the direction of what follows: a name could pretend to be another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Foreign text as one line for a terminal: nothing in it can move the cursor, change colors, turn around or end the line. */
export const clean = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/[\n\u2028\u2029]/g, ' ')
    .replaceAll('\t', '  ')
    .replace(controls, '')
