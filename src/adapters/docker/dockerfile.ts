import { type Instruction, readInstructions } from './dockerfile-lines.ts'
import { fillIn } from './fill-in.ts'

/** What a build says about its Dockerfile. */
export interface DockerfileUse {
  readonly args: Readonly<Record<string, string>>
  readonly target?: string
  /** Names of additional contexts: they stand for an image or a stage of the same name. */
  readonly contexts: readonly string[]
}

/** The images a Dockerfile takes from. */
export interface DockerfileImages {
  /** As written, arguments filled in; those of stages that the target does not need are left out. */
  readonly uses: readonly string[]
  /** False where an argument could not be filled in. */
  readonly isUnderstood: boolean
}

interface Stage {
  readonly name?: string
  /** Undefined where a variable could not be filled in. */
  readonly from: string | undefined
  readonly copies: (string | undefined)[]
}

/** Reads the images of `FROM`, `COPY --from=` and `RUN --mount=…,from=…`. */
export function parseDockerfile(text: string, use: DockerfileUse): DockerfileImages {
  const stages = readStages(readInstructions(text), use.args)
  const last = use.target === undefined ? stages.length - 1 : indexOf(stages, use.target)
  const needed = last < 0 ? stages.map((_, index) => index) : neededBy(stages, last)
  const sources = needed.flatMap(index => imagesOf(stages, index))
  const isOther = (name: string) => name !== 'scratch' && !use.contexts.some(known => isSameName(known, name))
  const uses = sources.filter(name => name !== undefined).filter(isOther)
  return { uses: [...new Set(uses)], isUnderstood: last >= 0 && !sources.includes(undefined) }
}

function readStages(instructions: readonly Instruction[], args: DockerfileUse['args']): Stage[] {
  const known: Record<string, string> = {}
  const stages: Stage[] = []
  for (const instruction of instructions) {
    const stage = stages.at(-1)
    if (instruction.name === 'FROM') stages.push(parseFrom(instruction, known))
    else if (stage) stage.copies.push(...sourcesOf(instruction))
    else if (instruction.name === 'ARG') declare(instruction.rest, args, known)
  }
  return stages
}

/** `ARG` before the first `FROM`; what the build was given wins over the default. */
function declare(rest: string, args: DockerfileUse['args'], known: Record<string, string>): void {
  for (const [, name = '', value] of rest.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
    const filled = args[name] ?? (value === undefined ? undefined : fillIn(unquote(value), known))
    if (filled !== undefined) known[name] = filled
  }
}

function parseFrom({ rest }: Instruction, known: Readonly<Record<string, string>>): Stage {
  const [image = '', as, name] = rest.trim().split(/\s+/)
  const from = fillIn(unquote(image), known) || undefined
  return { from, copies: [], ...(as?.toLowerCase() === 'as' && name !== undefined ? { name: name.toLowerCase() } : {}) }
}

/** What `COPY` and the mounts of `RUN` take from; undefined for a variable: the builder does not fill these in. */
function sourcesOf({ name, flags }: Instruction): (string | undefined)[] {
  const pattern = name === 'COPY' ? /^--from=(.+)$/ : name === 'RUN' ? /^--mount=(?:.*,)?from=([^,]+)/ : undefined
  if (pattern === undefined) return []
  const sources = flags.flatMap(flag => pattern.exec(flag.replaceAll('"', ''))?.[1] ?? [])
  return sources.map(source => (source.includes('$') ? undefined : source))
}

/** A stage by name or number; -1 where there is none. */
function indexOf(stages: readonly Stage[], name: string): number {
  const found = stages.findLastIndex(stage => stage.name === name.toLowerCase())
  return found < 0 && /^\d+$/.test(name) && Number(name) < stages.length ? Number(name) : found
}

/** This stage and those it takes from, in order. */
function neededBy(stages: readonly Stage[], last: number): number[] {
  const needed = new Set<number>()
  const add = (index: number): void => {
    if (index < 0 || needed.has(index)) return
    needed.add(index)
    for (const [before, name] of takenBy(stages, index)) if (name !== undefined) add(indexOf(before, name))
  }
  add(last)
  return [...needed].sort((a, b) => a - b)
}

/** What a stage takes from, each with the stages it may mean: a `FROM` those above it, a copy all. */
function takenBy(stages: readonly Stage[], index: number): [readonly Stage[], string | undefined][] {
  const stage = stages[index]
  const copies = (stage?.copies ?? []).map((name): [readonly Stage[], string | undefined] => [stages, name])
  return [[stages.slice(0, index), stage?.from], ...copies]
}

const imagesOf = (stages: readonly Stage[], index: number): (string | undefined)[] =>
  takenBy(stages, index)
    .filter(([before, name], position) => name === undefined || !isStage(before, name, position === 0))
    .map(([, name]) => name)

/** A `FROM` knows stages by name alone. */
const isStage = (stages: readonly Stage[], name: string, isFrom: boolean): boolean =>
  isFrom && /^\d+$/.test(name) ? stages.some(stage => stage.name === name) : indexOf(stages, name) >= 0

const isSameName = (context: string, image: string): boolean => image === context || image === `${context}:latest`

const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2')
