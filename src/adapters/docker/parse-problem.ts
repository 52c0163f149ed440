import type { ComposeProblem } from '../../pipeline/ports/docker.ts'

type Reader = (text: string) => Omit<ComposeProblem, 'says'> | undefined

const when =
  (pattern: RegExp, read: (match: RegExpExecArray) => Omit<ComposeProblem, 'says'>): Reader =>
  text => {
    const match = pattern.exec(text)
    return match ? read(match) : undefined
  }

const kind = (name: ComposeProblem['kind']) => () => ({ kind: name })

const engineAway =
  /Cannot connect to the Docker daemon|error during connect|Is the docker daemon running|permission denied while trying to connect to the Docker daemon|failed to connect to the docker API|code = Unavailable desc = (?:error reading from server|transport is closing|connection error)|error waiting for container: unexpected EOF/i
/** A name that nobody knows is rather misspelt. */
const registryAway =
  /connection refused|no route to host|network is unreachable|server misbehaving|temporary failure in name resolution|": EOF|i\/o timeout|TLS handshake timeout|connection reset|unexpected EOF|toomanyrequests|too many requests|(status|error)[^\n]*: 5\d\d|request canceled while waiting/i

/** In this order: the first that fits is the cause, the others its consequences. Words of Compose 2.26 to 5 and Engine 20.10 to 29. */
const readers: readonly Reader[] = [
  when(engineAway, kind('engine-unreachable')),
  when(
    /is not a docker command|unknown shorthand flag: 'p' in -p|unknown command: docker compose/i,
    kind('compose-missing'),
  ),
  when(
    /buildx[^\n]*(isn't installed|is missing|not found|required)|BuildKit is enabled but the buildx component/i,
    kind('buildx-missing'),
  ),
  when(/no space left on device|disk quota exceeded/i, kind('disk-full')),
  when(
    /(?:Bind for|listen (?:tcp|udp)[46]?) \S*?:(\d+)(?::| failed)[^\n]*(?:already (?:allocated|in use)|port is already)/i,
    takenPort,
  ),
  when(/failed to bind host port[^\n]*?:(\d+)\/?[^\n]*(?:already in use|already allocated)/i, takenPort),
  when(/container name "\/?([^"]+)" is already in use by container "?([0-9a-f]+)/i, ([, name = '', holder = '']) => ({
    kind: 'name-taken',
    name,
    holder,
  })),
  when(/service "([^"]+)" didn't complete successfully/i, dependency),
  when(
    /(?:dependency failed to start: )?container (\S+) (?:is unhealthy|exited \(\d+\)|has no healthcheck)/i,
    dependency,
  ),
  when(/no such image: ([^\s:]+(?::[^\s:]+)?)/i, ([, image = '']) => ({ kind: 'image-missing', image })),
  when(
    /manifest (?:unknown|for)|pull access denied|failed to resolve reference|(?:Get|Head) "?https?:\/\/[^\s"]+\/v2\/|no basic auth|unauthorized:|repository does not exist|toomanyrequests/i,
    ({ input }) => ({ kind: 'pull', heals: registryAway.test(input) }),
  ),
  when(
    /validating |error while interpolating|yaml: |Additional property|invalid compose project|invalid project name|undefined (?:service|volume|network)|env file [^\n]+ not found/i,
    kind('invalid'),
  ),
]

function takenPort([, port]: RegExpExecArray) {
  return { kind: 'port-taken' as const, port: Number(port) }
}

function dependency([, name = '']: RegExpExecArray) {
  return { kind: 'dependency' as const, name }
}

/** Progress lines of Compose (` Container x  Created`): two spaces after a name. */
const progress = /^ \S.*(?: {2}\S|Pulling $)/
const logfmt = /^time="[^"]*" level=(\w+) msg=/
/** What a build prints, which newer Compose writes to standard error as well: the words of programs that are not ours to judge. */
const buildLog = /^(?:#\d+ |\d+\.\d+ | > \[|-{4,}$| *\d+ \| )/
/** What BuildKit puts before what it means. */
const wrapping =
  /(?:rpc error: code = \w+ desc = |failed to solve with frontend \S+: |failed to create LLB definition: |failed to solve: (?=.*failed to solve))/g

/** What went wrong, from what Compose wrote to standard error. */
export function parseProblem(stderr: string): ComposeProblem {
  const lines = stderr.split('\n').filter(line => line.trim() !== '' && !progress.test(line) && !buildLog.test(line))
  const said = lines.filter(line => logfmt.exec(line)?.[1] !== 'warning')
  const text = said.join('\n')
  const found = readers.map(read => read(text)).find(problem => problem !== undefined)
  const says = said.filter(isNew).slice(-3).join('\n').replaceAll(wrapping, '').trim()
  return { ...(found ?? { kind: 'other' }), says } as ComposeProblem
}

/** Whether a line is more than what Compose said already with the name of the service before it: ` web Error Get …`. */
function isNew(line: string, index: number, said: readonly string[]): boolean {
  const again = /^Error response from daemon: (.+)$/.exec(line)?.[1]
  return (
    again === undefined || !said.slice(0, index).some(before => before.trimEnd().endsWith(` Error ${again.trimEnd()}`))
  )
}

/** Warnings of Compose, without time and level, each once. */
export const parseWarnings = (stderr: string): string[] => [
  ...new Set(
    stderr.split('\n').flatMap(line => {
      const match = /^time="[^"]*" level=warning msg="(.*)"$/.exec(line)
      return match?.[1] === undefined ? [] : [match[1].replaceAll('\\"', '"')]
    }),
  ),
]

/** The variables that Compose found unset, from its warnings, by name: Compose warns in a different order each time. */
export const parseUnset = (warnings: readonly string[]): string[] =>
  warnings.flatMap(warning => /^The "([^"]+)" variable is not set/.exec(warning)?.[1] ?? []).sort()

/** The variable of a `${NAME:?text}` that Compose refused to go without. */
export const parseRequired = (says: string): string[] =>
  [...says.matchAll(/required variable (\w+) is missing a value/g)].map(([, name = '']) => name)
