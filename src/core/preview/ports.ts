import { entriesOf } from './model-paths.ts'
import { isMapping } from './rule.ts'

/** A port that a service publishes. */
export interface PortNeed {
  /** `web:80/tcp` */
  readonly key: string
  readonly service: string
  readonly target: number
  readonly protocol: string
}

/** Published ports by key, and under `main` the one that people are sent to. */
export type Ports = Readonly<Record<string, number>>

/** The ports that a resolved model publishes, each once. */
export function portNeeds(resolved: unknown): PortNeed[] {
  const needs = entriesOf(resolved, 'services').flatMap(([service, { ports }]) =>
    (Array.isArray(ports) ? ports : []).flatMap(port => needOf(service, port)),
  )
  return [...new Map(needs.map(need => [need.key, need])).values()]
}

function needOf(service: string, port: unknown): PortNeed[] {
  if (!isMapping(port)) return []
  const target = Number(port.target)
  const protocol = typeof port.protocol === 'string' ? port.protocol : 'tcp'
  return Number.isInteger(target) ? [{ key: portKey(service, target, protocol), service, target, protocol }] : []
}

/** What a published port is known by. */
export const portKey = (service: string, target: number, protocol: string): string => `${service}:${target}/${protocol}`

export interface PortRange {
  readonly from: number
  readonly to: number
}

/**
 * Gives each need a port of the range that is not taken. What had one keeps it, so that addresses stay. Without needs there is `main`
 * alone. Undefined: the range is full.
 */
export function assignPorts(
  needs: readonly PortNeed[],
  have: Ports,
  { from, to, taken }: PortRange & { readonly taken: ReadonlySet<number> },
): Ports | undefined {
  const used = new Set(taken)
  const take = (wanted: number | undefined): number | undefined => {
    const isMine = wanted !== undefined && wanted >= from && wanted <= to && !used.has(wanted)
    const port = isMine ? wanted : firstFree(from, to, used)
    if (port !== undefined) used.add(port)
    return port
  }
  const main = take(have.main)
  if (main === undefined) return undefined
  const mainKey = pickMain(needs)?.key
  const ports: Record<string, number> = { main, ...(mainKey === undefined ? {} : { [mainKey]: main }) }
  const others = needs.filter(({ key }) => key !== mainKey)
  // Those that have one come first, so that nobody takes it from them.
  for (const { key } of others.toSorted((a, b) => Number(b.key in have) - Number(a.key in have))) {
    const port = take(have[key])
    if (port === undefined) return undefined
    ports[key] = port
  }
  return ports
}

function firstFree(from: number, to: number, used: ReadonlySet<number>): number | undefined {
  for (let port = from; port <= to; port += 1) if (!used.has(port)) return port
  return undefined
}

/** Where browsers are expected, the likeliest first. */
const usual = [80, 8080, 3000, 8000, 5173, 5000, 4200, 4321, 8888, 443, 8443]

/** The port that people are sent to: by what is usually found at it, then by service. */
export function pickMain(needs: readonly PortNeed[]): PortNeed | undefined {
  const rank = ({ target, protocol }: PortNeed) => {
    const place = usual.indexOf(target)
    return (protocol === 'tcp' ? 0 : 1_000) + (place < 0 ? usual.length : place)
  }
  return needs.toSorted((a, b) => rank(a) - rank(b) || compare(a.service, b.service) || a.target - b.target)[0]
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
