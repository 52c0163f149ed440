import type { ComposeModel } from './compose-model.ts'
import type { Trap, TrapFacts } from './trap.ts'

/** What can be there only once on a machine, and is the same in red and blue. What a variable brings can change with the color. */
export function findClashTraps({ services }: ComposeModel, { composeTexts }: Pick<TrapFacts, 'composeTexts'>): Trap[] {
  const written = composeTexts.map(withoutVariables).join('\n')
  return services.flatMap(({ name, containerName, publishedPorts }) => [
    ...(containerName !== undefined && namesContainer(containerName).test(written)
      ? [fixedName(name, containerName)]
      : []),
    ...fixedPorts(
      name,
      publishedPorts.filter(port => publishes(portNumber(port)).test(written)),
    ),
  ])
}

/** A Compose file without its comments and without what is taken from variables, defaults included. */
const withoutVariables = (text: string): string =>
  text.replace(/(^|\s)#.*$/gm, '$1').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\w+/g, '$')

/** The name written out whole: next to a variable it is only a part of one. */
const namesContainer = (name: string): RegExp =>
  new RegExp(`(?<![\\w.$-])${name.replace(/[.-]/g, '\\$&')}(?![\\w$]|[.-][\\w$])`)

/** The port before a colon and the container's own (`8080:80`), or after `published:`. */
const publishes = (port: string): RegExp =>
  new RegExp(`(?<![\\w.$-])${port}(?:-\\d+)?:[\\d$]|published["']?\\s*:\\s*["']?${port}(?!\\d)`)

/** `127.0.0.1:8080/tcp` → `8080` */
const portNumber = (port: string): string => /(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(port)?.[1] ?? port

const cannotStart = 'is the same in red and blue: while one color runs, the other cannot start'

const fixedName = (service: string, containerName: string): Trap => ({
  kind: 'container-name',
  services: [service],
  text: `the container_name ${containerName} of ${service} ${cannotStart}`,
  remedy: 'Remove container_name, or put ${COLOR:-red} into it; or fix the color in the registry (color: red).',
})

function fixedPorts(service: string, ports: readonly string[]): Trap[] {
  if (ports.length === 0) return []
  const what = ports.length === 1 ? `the published port ${ports[0]} of ${service}` : `each of the published ports`
  const which = ports.length === 1 ? '' : ` ${ports.join(', ')} of ${service}`
  return [
    {
      kind: 'published-port',
      services: [service],
      text: `${what}${which} ${cannotStart}`,
      remedy:
        'Take the port from a variable of .env and change it with COLOR; or fix the color in the registry (color: red).',
    },
  ]
}
