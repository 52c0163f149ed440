import type { Credentials } from '../../pipeline/ports/provider-api.ts'

/** Credentials, and the only place that gets them. */
export interface Access extends Credentials {
  /** Protocol, host and port: `https://github.com`. */
  readonly origin: string
}

const names = { user: 'REDHOOK_GIT_USER', password: 'REDHOOK_GIT_PASSWORD' } as const

/** Run by git in a shell whose `printf` starts no process: what it says stands in no list of processes, and in no file. */
const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$${names.user}" "$${names.password}"; }; f`

/** What the helper reads. Only git's own user and root see another process's variables. */
export const accessVariables = ({ user, password }: Access): Record<string, string> => ({
  [names.user]: user,
  [names.password]: password,
})

/**
 * A helper for this origin alone, in the place of all others that the machine has for it. Unlike a header, which git keeps through a
 * redirect, it is asked anew for every host.
 */
export const accessSettings = ({ origin }: Access): (readonly [string, string])[] => [
  [`credential.${origin}.helper`, ''],
  [`credential.${origin}.helper`, helper],
]
