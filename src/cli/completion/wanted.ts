import type { Argument, Command, Option } from 'commander'

/** A word that could stand where the cursor is. */
export interface Candidate {
  readonly value: string
  readonly description: string
}

/** What could stand at the cursor: words that are known already, and kinds of names that have to be asked for. */
export interface Wanted {
  readonly words: readonly Candidate[]
  /** As arguments are called in the help: `app`, `deployment`, `file`, `folder`, … */
  readonly kinds: readonly string[]
  /** The arguments before the one at the cursor, without the command's name. */
  readonly before: readonly string[]
  /** `--config` and `--data` as far as they were given. */
  readonly options: Readonly<Record<string, string>>
}

/** What the last of these words could become, read from the command line's own tree. The last one may be empty or half written. */
export function findWanted(program: Command, words: readonly string[]): Wanted {
  const at = walk(program, words.slice(0, -1))
  const current = words.at(-1) ?? ''
  const known = { before: at.before, options: at.options }
  if (at.open !== undefined) return { ...ofValue(at.open), ...known }
  const glued = at.isLiteral ? undefined : /^(--[\w-]+)=/.exec(current)
  const option = glued?.[1] === undefined ? undefined : findOption(at.command, glued[1])
  if (option !== undefined && glued) return { ...prefixed(ofValue(option), glued[0]), ...known }
  if (current.startsWith('-') && !at.isLiteral) return { words: optionsOf(at.command), kinds: [], ...known }
  return { ...ofArgument(at), ...known }
}

interface Place {
  command: Command
  before: string[]
  options: Record<string, string>
  /** The option whose value comes next. */
  open: Option | undefined
  /** After `--` nothing is an option. */
  isLiteral: boolean
}

function walk(program: Command, words: readonly string[]): Place {
  const place: Place = { command: program, before: [], options: {}, open: undefined, isLiteral: false }
  for (const word of words) step(place, word)
  return place
}

function step(place: Place, word: string): void {
  if (place.open !== undefined) {
    place.options[place.open.attributeName()] = word
    place.open = undefined
  } else if (word === '--' && !place.isLiteral) place.isLiteral = true
  else if (word.startsWith('-') && !place.isLiteral) takeOption(place, word)
  else takeWord(place, word)
}

function takeOption(place: Place, word: string): void {
  const [name = '', value] = word.split(/=(.*)/s)
  const option = findOption(place.command, name)
  if (option === undefined || option.isBoolean()) return
  if (value !== undefined) place.options[option.attributeName()] = value
  else if (option.required) place.open = option
}

function takeWord(place: Place, word: string): void {
  const sub = place.before.length === 0 ? findCommand(place.command, word) : undefined
  if (sub === undefined) place.before.push(word)
  else place.command = sub
}

const findCommand = (command: Command, name: string): Command | undefined =>
  command.commands.find(sub => sub.name() === name || sub.aliases().includes(name))

/** An option of the command, or of one above it. */
function findOption(command: Command, name: string): Option | undefined {
  const found = command.options.find(({ short, long }) => short === name || long === name)
  return found ?? (command.parent ? findOption(command.parent, name) : undefined)
}

function optionsOf(command: Command): Candidate[] {
  const help = command.createHelp()
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
  return options.flatMap(({ long, description }) => (long ? [{ value: long, description }] : []))
}

function ofArgument({ command, before }: Place): Pick<Wanted, 'words' | 'kinds'> {
  const help = command.createHelp()
  if (command.commands.length > 0 && before.length === 0) {
    const words = help.visibleCommands(command).map(sub => ({ value: sub.name(), description: sub.description() }))
    return { words, kinds: [] }
  }
  const args = command.registeredArguments
  const argument = args[before.length] ?? (args.at(-1)?.variadic ? args.at(-1) : undefined)
  return argument === undefined
    ? { words: [], kinds: [] }
    : { words: choicesOf(argument), kinds: kindsOf(argument.name()) }
}

const ofValue = (option: Option): Pick<Wanted, 'words' | 'kinds'> => ({
  words: choicesOf(option),
  kinds: kindsOf(/[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? ''),
})

const choicesOf = ({ argChoices = [] }: Pick<Argument, 'argChoices'>): Candidate[] =>
  argChoices.map(value => ({ value, description: '' }))

/** `deployment|app` → both. */
const kindsOf = (name: string): string[] => name.replace(/\.+$/, '').split('|')

const prefixed = ({ words, kinds }: Pick<Wanted, 'words' | 'kinds'>, prefix: string) => ({
  words: words.map(({ value, description }) => ({ value: prefix + value, description })),
  kinds,
})
