// Control characters, and those that turn the direction of what follows: a name could pretend to be another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Words from outside as they may be shown: one character stands for each that must not be printed. */
export const clean = (text: string): string => text.replace(unprintable, '\ufffd')

/** At most so many characters, with a sign that there was more. */
export const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text
