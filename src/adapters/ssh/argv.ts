import type { Command } from '../../core/command.ts'
import type { SshHost } from '../../pipeline/ports/ssh-setup.ts'

type Env = Command['env']

/** A key without a passphrase, since nobody is there to type it. */
export const makeKey = (env: Env, path: string, comment: string): Command => ({
  argv: ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path],
  env,
})

/** The public half of a private key. */
export const publicKey = (env: Env, path: string): Command => ({ argv: ['ssh-keygen', '-y', '-f', path], env })

export const scanHost = (env: Env, { host, port = 22 }: SshHost): Command => ({
  argv: ['ssh-keyscan', '-T', '10', '-p', String(port), '-t', 'ed25519,ecdsa,rsa', '--', host],
  env,
})
