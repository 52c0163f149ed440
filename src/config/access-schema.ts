import * as z from 'zod'
import { roles } from '../core/access/actor.ts'
import { accessNameWords, isAccessName } from '../core/access/names.ts'
import { parsePasswordHash } from '../core/access/password-hash.ts'
import { checked, parsed } from './fields.ts'

const role = z.enum(roles)

const password = parsed('a password hash; make one with redhook password', parsePasswordHash)

const user = z.strictObject({
  role: role.meta({
    description: '`view`: see. `deploy`: act on apps. `admin`: everything, tokens and the audit trail included.',
  }),
  password: password
    .meta({
      description: 'What `redhook password` prints. Without it only the proxy can sign this user in (`authHeader`).',
      examples: ['scrypt$ln=17,r=8,p=1$…$…'],
    })
    .exactOptional(),
})

/** Headers that say something else already. */
const taken =
  /^(?:authorization|cookie|host|origin|forwarded|x-forwarded-(?:for|proto|host)|sec-.*|content-.*|accept.*)$/i

const authHeader = checked(
  'the name of a header that a proxy sets for this alone; write it like X-Forwarded-User',
  name => /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name) && !taken.test(name),
)

/** The fields of `server:` that say who may. */
export const accessFields = {
  users: z
    .record(checked(accessNameWords, isAccessName), user)
    .meta({ description: 'Who can sign in on the dashboard by name, and what they may.' })
    .exactOptional(),
  authHeader: authHeader
    .meta({
      description:
        'The header in which a proxy names who it signed in. Believed only from `trustedProxies`; the proxy has to remove it from what clients send.',
      examples: ['X-Forwarded-User'],
    })
    .exactOptional(),
  authHeaderRole: role
    .meta({ description: 'What those may whom the proxy names and who are not in `users`. Without it: nothing.' })
    .exactOptional(),
  public: z
    .enum(['read'])
    .meta({ description: '`read`: anyone who reaches Redhook sees apps and deployments. Without it: nobody unknown.' })
    .exactOptional(),
  publicLogs: z
    .boolean()
    .meta({ description: 'With `public: read`: logs, too, whatever they hold.', default: false })
    .exactOptional(),
}

type AccessInput = z.output<z.ZodObject<typeof accessFields>> & { readonly trustedProxies?: readonly string[] }

/** What fields say of each other. */
export function checkAccess(input: AccessInput, context: z.RefinementCtx): void {
  const report = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  const { users = {}, authHeader: header, authHeaderRole, trustedProxies = [] } = input
  if (header !== undefined && trustedProxies.length === 0) {
    report(['authHeader'], 'safe without trustedProxies; list there the address of the proxy that sets it')
  }
  if (authHeaderRole !== undefined && header === undefined) {
    report(['authHeaderRole'], 'of use without authHeader; name the header that the proxy sets')
  }
  if (input.publicLogs === true && input.public === undefined) {
    report(['publicLogs'], 'of use without public: read; add that, or leave this out')
  }
  for (const [name, { password: hash }] of Object.entries(users)) {
    if (hash !== undefined || header !== undefined) continue
    report(
      ['users', name],
      'a user who can sign in; add a password (redhook password makes its hash), or set authHeader',
    )
  }
}
