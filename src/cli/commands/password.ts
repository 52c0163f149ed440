import { randomBytes, scryptSync } from 'node:crypto'
import { formatPasswordHash, passwordCost, passwordMemory } from '../../core/access/password-hash.ts'
import { RedhookError } from '../../core/errors.ts'
import { examples, type Session } from '../session.ts'

const shortest = 12
const longest = 1_024

/** `redhook password`: reads a password, prints its hash for `server.users`. */
export function addPassword({ program, deps }: Session): void {
  program
    .command('password')
    .description('Read a password (from the terminal without showing it, or one line from a pipe) and print its hash.')
    .addHelpText('after', examples('redhook password', 'pass show redhook/ann | redhook password'))
    .action(async () => {
      const password = await deps.readSecret('Password')
      checkLength(password)
      deps.stdout.write(`${hashPassword(password)}\n`)
      deps.stderr.write('Put it into the registry: server.users.<name>.password, in quotes; beside it the role.\n')
    })
}

function checkLength(password: string): void {
  const { length } = password
  if (length >= shortest && length <= longest) return
  throw new RedhookError(`The password has ${length} characters; it needs ${shortest} to ${longest}`, {
    code: 'USAGE',
    hint: 'Take four or more words that nobody would put together.',
  })
}

function hashPassword(password: string): string {
  const { logN, r, p } = passwordCost
  const salt = randomBytes(16)
  const options = { N: 2 ** logN, r, p, maxmem: passwordMemory(passwordCost) + 2 ** 20 }
  const key = scryptSync(password.normalize('NFC'), salt, 32, options)
  return formatPasswordHash({ ...passwordCost, salt, key })
}
