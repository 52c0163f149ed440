import * as z from 'zod'
import { isNamedAddresses } from '../core/delivery/named-addresses.ts'
import { isOwnPath } from '../core/own-paths.ts'
import { accessFields, checkAccess } from './access-schema.ts'
import { isAddressRange, parseListen } from './addresses.ts'
import { anyPath, checked, listOf, parsed } from './fields.ts'
import { parseWebUrl } from './remote-url.ts'
import { size } from './sizes.ts'

const addressRange = checked('an IP address or network; write 10.0.0.7 or 10.0.0.0/8', isAddressRange)
const addresses = listOf(addressRange, 'a list of IP addresses and networks')
const sender = checked(
  'github, an IP address or a network; write github, 10.0.0.7 or 10.0.0.0/8',
  entry => isNamedAddresses(entry) || isAddressRange(entry),
)

const count = (most: number, expected: string) =>
  z.int({ error: expected }).min(1, { error: expected }).max(most, { error: expected })

const publicUrl = parsed('an http or https URL without credentials, query or fragment', value => {
  const url = parseWebUrl(value)
  return url === undefined || /[?#]/.test(value) ? undefined : url.href.replace(/\/+$/, '')
})

const webhookPath = checked(
  'a free path; write one like /webhook or /hook-4f1c, without a slash at the end',
  path => /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(path) && !isOwnPath(path),
)

const log = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .meta({ description: 'The least important lines to write. `--debug` beats it.', default: 'info' })
    .exactOptional(),
  file: anyPath
    .meta({
      description:
        "A file that gets every line, too, beside the console; reopened on SIGHUP. A relative path counts from the registry's folder.",
      examples: ['/var/log/redhook.log'],
    })
    .exactOptional(),
})

const daysWords = 'a whole number of days from 1 to 36500'
const perAppWords = 'a whole number from 1 to 1000000'
const keep = z.strictObject({
  days: count(36_500, daysWords).meta({ description: 'For this many days.', default: 90 }).exactOptional(),
  perApp: count(1_000_000, perAppWords)
    .meta({ description: 'This many deployments of each app.', default: 200 })
    .exactOptional(),
})

const fields = z.strictObject({
  listen: parsed('an address and a port; write 127.0.0.1:8000 or "[::1]:8000"', parseListen)
    .meta({
      description: 'Address and port. `--address` and `--port` beat it. A change needs a restart.',
      default: '127.0.0.1:8000',
    })
    .exactOptional(),
  data: anyPath
    .meta({
      description:
        "Redhook's own folder: the SQLite file, logs, backups and the command line's socket. `--data` beats it; without both: REDHOOK_DATA, STATE_DIRECTORY, ./data. A relative path counts from the registry's folder. A change needs a restart.",
      examples: ['/var/lib/redhook'],
    })
    .exactOptional(),
  publicUrl: publicUrl
    .meta({ description: 'How people reach Redhook; used in links.', examples: ['https://redhook.example.com'] })
    .exactOptional(),
  webhookPath: webhookPath
    .meta({
      description: 'Where deliveries arrive. A random part is welcome.',
      default: '/webhook',
      examples: ['/webhook-4f1c9a'],
    })
    .exactOptional(),
  replies: z
    .enum(['plain', 'uniform'])
    .meta({
      description:
        '`plain` says what became of a delivery; `uniform` answers every request on the hook path with the same 200 ok.',
      default: 'plain',
    })
    .exactOptional(),
  allowFrom: listOf(sender, 'a list of IP addresses and networks, or github')
    .min(1, { error: 'a list with at least one entry; leave the key out to allow anyone' })
    .meta({
      description:
        'Client addresses and networks allowed on the hook path; `github` stands for those that GitHub publishes, looked up once a day. Without it: anyone.',
      examples: [['github', '10.0.0.7']],
    })
    .exactOptional(),
  trustedProxies: addresses
    .meta({ description: 'Proxies whose X-Forwarded-For counts, read from right to left.', examples: [['127.0.0.1']] })
    .exactOptional(),
  notifyPrivate: addresses
    .meta({
      description:
        'Private, local and otherwise special addresses and networks that channels may reach. Without it: none, only addresses of the open internet.',
      examples: [['127.0.0.1', '10.0.0.0/8']],
    })
    .exactOptional(),
  ...accessFields,
  concurrency: count(8, 'a whole number from 1 to 8')
    .meta({
      description:
        'How many deployments build or start at once. Without it: half the cores, at least 2 and at most 8. A change needs a restart.',
      examples: [2],
    })
    .exactOptional(),
  log: log.describe('What Redhook writes about itself. A change needs a restart.').exactOptional(),
  buildCache: size
    .meta({
      description:
        'After each build the build cache is cut down to this size, what was not used for longest first. It is the cache of the whole engine, also of what is built there without Redhook. Without it: the engine keeps it as it likes.',
      examples: ['20GB'],
    })
    .exactOptional(),
  keep: keep
    .describe('How long deliveries, deployments and their logs are kept: whichever of the two is less.')
    .exactOptional(),
})

/** `server:` of the registry. */
export const serverSchema = fields.superRefine(checkAccess)

export type ServerInput = z.output<typeof serverSchema>
