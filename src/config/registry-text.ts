import { LineCounter, parseDocument } from 'yaml'
import { createLocate, type Locate, placeAt } from './locate.ts'
import type { ConfigProblem } from './problem.ts'
import { type ReadText, readTree } from './yaml-tree.ts'

/** A registry's text as values, with a way back to the places. */
export interface RegistryText {
  readonly value: unknown
  readonly locate: Locate
  /** Mistakes of the YAML itself, of keys, aliases and references. */
  readonly problems: readonly ConfigProblem[]
  /** The YAML could not be read at all: what is in `value` means nothing. */
  readonly unreadable: boolean
}

/** Parses YAML. `file` is only for the problems. A text of more nodes than `most`, aliases followed, is given up. */
export function readRegistryText(text: string, file: string, readText: ReadText, most?: number): RegistryText {
  const lines = new LineCounter()
  const document = parse(text, lines)
  if (document === undefined)
    return unreadable(file, lines, [{ offset: 0, message: 'is nested too deeply to be read' }])
  const wrong = [...document.errors, ...document.warnings].map(({ pos, message }) => ({ offset: pos[0], message }))
  if (wrong.length > 0) return unreadable(file, lines, bareStars(text) ?? wrong)
  const { root, mistakes } = readTree(document, readText, most)
  const locate = createLocate(file, root, lines)
  const problems = mistakes.map(({ node, path, ...words }) => ({
    ...locate({ path, ...words }),
    ...placeAt(node.range?.[0] ?? 0, lines),
  }))
  return { value: root.value, locate, problems, unreadable: false }
}

/** Very deep nesting ends in a full stack. */
function parse(text: string, lines: LineCounter) {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  } catch {
    return undefined
  }
}

/** Keys such as `*\/shop` without quotes are aliases to YAML, which then trips over all that follows. */
function bareStars(text: string): Slip[] | undefined {
  const slips = [...text.matchAll(/^\s*(?=\*\/)/gm)].map(({ index, 0: indent }) => ({
    offset: index + indent.length,
    message: bareStar,
  }))
  return slips.length > 0 ? slips : undefined
}

const bareStar = "a key that begins with * has to stand in quotes, as in '*/name':"

const inWords = (message: string): string =>
  message.startsWith('Source contains multiple documents') ? 'a registry is one YAML document, without ---' : message

interface Slip {
  readonly offset: number
  readonly message: string
}

/** The first slip of each line; what follows on the same line comes from it. */
function unreadable(file: string, lines: LineCounter, slips: readonly Slip[]): RegistryText {
  const problems = new Map<number, ConfigProblem>()
  for (const { offset, message } of [...slips].sort((a, b) => a.offset - b.offset)) {
    const place = placeAt(offset, lines)
    const words = { field: '', found: 'a mistake', expected: 'YAML', message: `not YAML: ${inWords(message)}` }
    if (!problems.has(place.line)) problems.set(place.line, { file, ...place, ...words })
  }
  const nothing = { value: null, children: new Map() }
  return { value: null, locate: createLocate(file, nothing, lines), problems: [...problems.values()], unreadable: true }
}
