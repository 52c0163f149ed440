import type { ServeOptions } from '../deps.ts'
import { wholeNumber } from '../options.ts'
import { examples, type Session } from '../session.ts'

/** `redhook serve`: the server, until a signal ends it. */
export function addServe({ program, deps }: Session): void {
  program
    .command('serve')
    .description('Run the server: receive pushes, deploy, answer the API.')
    .option('--address <address>', 'address to listen on (server.listen)')
    .option('--port <port>', 'port to listen on (server.listen)', wholeNumber(0, 65_535))
    .option('--debug', 'log at level debug')
    .addHelpText('after', examples('redhook serve', 'redhook serve --config config/redhook.yml --port 8000 --debug'))
    .action(async (_options, command) => {
      await deps.serve(command.optsWithGlobals() as ServeOptions, deps.signal)
    })
}
