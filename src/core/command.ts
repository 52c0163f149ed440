/** A command line as data: never a shell, so nothing in it is ever interpreted but by the program itself. */
export interface Command {
  readonly argv: readonly [program: string, ...args: string[]]
  /** Working directory, absolute. */
  readonly cwd?: string
  /** The whole environment of the child: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  /** Run as this user and group (git as the checkout's owner, where Redhook is root). */
  readonly uid?: number
  readonly gid?: number
  /** Written to the child's standard input, which is closed after it; without it the input is empty. */
  readonly input?: string
}

const plain = /^[A-Za-z0-9_@%+=:,./-]+$/

/** The command line as a person could paste it into a shell; the environment is left out, since it may hold secrets. */
export const formatCommand = ({ argv }: Pick<Command, 'argv'>): string =>
  argv.map(word => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
