import { stripVTControlCharacters } from 'node:util'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Foreign text as one line for a terminal: nothing in it can move the cursor, change colors or end the line. */
export const clean = (text: string): string =>
  stripVTControlCharacters(text).replaceAll('\n', ' ').replaceAll('\t', '  ').replace(controls, '')
