import { randomBytes } from 'node:crypto'
import { examples, type Session } from '../session.ts'

/** `redhook secret`: a fresh secret alone on standard output, and on standard error where it belongs. */
export function addSecret({ program, deps }: Session): void {
  program
    .command('secret')
    .description('Print a fresh random secret (32 bytes, hex).')
    .addHelpText('after', examples('redhook secret', 'echo "GITHUB_WEBHOOK_SECRET=$(redhook secret)" >> .env'))
    .action(() => {
      deps.stdout.write(`${randomBytes(32).toString('hex')}\n`)
      deps.stderr.write(
        'For pushes: GITHUB_WEBHOOK_SECRET=… in the .env of Redhook, and the same at GitHub under Settings → Webhooks → Secret.\n' +
          'For the API: REDHOOK_TOKEN=… in the same .env, another one. Then restart Redhook.\n',
      )
    })
}
