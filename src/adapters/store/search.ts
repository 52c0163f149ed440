const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, found => `\\${found}`)

/** The parameters of a search for this text: as a part, and as a start. */
export const likes = (text: string) => ({ part: `%${escaped(text)}%`, start: `${escaped(text)}%` })

/** A condition: the column holds the text, without regard to the case of ASCII letters. */
export const holds = (column: string): string => `${column} LIKE :part ESCAPE '\\'`

/** A condition: the column starts with the text. */
export const startsWith = (column: string): string => `${column} LIKE :start ESCAPE '\\'`

/** What a search looks at, at most. */
export const mostSearched = 10_000

/** As many where what is looked at lies scattered through the table. */
export const mostScattered = 1_500
