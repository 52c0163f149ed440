/** An instruction of a Dockerfile: its name in capitals, its flags, and the rest with line continuations taken out. */
export interface Instruction {
  readonly name: string
  readonly flags: readonly string[]
  readonly rest: string
}

const directive = /^#\s*(\w+)\s*=\s*(.*?)\s*$/
const heredoc = /(?:^|\s)\d*<<(-?)(["']?)([A-Za-z_]\w*)\2(?=\s|$)/g
const takesHeredocs = new Set(['RUN', 'COPY', 'ADD'])

/** The instructions of a Dockerfile, without comments and the texts of heredocs. */
export function readInstructions(text: string): Instruction[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const goesOn = escapeOf(lines) === '`' ? /`[ \t]*$/ : /\\[ \t]*$/
  const instructions: Instruction[] = []
  for (let at = 0; at < lines.length; ) {
    const { logical, next } = joinLines(lines, at, goesOn)
    at = next
    if (logical === '') continue
    const instruction = parseInstruction(logical)
    instructions.push(instruction)
    if (takesHeredocs.has(instruction.name)) at = skipHeredocs(lines, at, logical)
  }
  return instructions
}

/** `# escape=`, among the directives at the very top. */
function escapeOf(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const [, name, value] = directive.exec(line) ?? []
    if (name === undefined) return undefined
    if (name.toLowerCase() === 'escape') return value
  }
  return undefined
}

/** A line with those it goes on in; comments and empty lines between them do not end it. */
function joinLines(lines: readonly string[], from: number, goesOn: RegExp): { logical: string; next: number } {
  let logical = ''
  let at = from
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const isNothing = /^\s*(#|$)/.test(line)
    if (isNothing && logical !== '') continue
    if (isNothing) return { logical: '', next: at + 1 }
    logical += goesOn.test(line) ? `${line.replace(goesOn, '')} ` : line
    if (!goesOn.test(line)) return { logical: logical.trim(), next: at + 1 }
  }
  return { logical: logical.trim(), next: at }
}

function parseInstruction(logical: string): Instruction {
  const [, name = '', tail = ''] = /^(\S+)\s*(.*)$/s.exec(logical) ?? []
  const flags = /^(?:--\S+\s*)*/.exec(tail)?.[0] ?? ''
  return {
    name: name.toUpperCase(),
    flags: flags.split(/\s+/).filter(flag => flag !== ''),
    rest: tail.slice(flags.length),
  }
}

function skipHeredocs(lines: readonly string[], from: number, logical: string): number {
  let at = from
  for (const [, dash, , word] of logical.matchAll(heredoc)) {
    const isEnd = (line: string) => (dash === '-' ? line.replace(/^\t+/, '') : line) === word
    while (at < lines.length && !isEnd(lines[at] ?? '')) at += 1
    at += 1
  }
  return at
}
