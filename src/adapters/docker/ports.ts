import type { ConfigPort } from './compose-config.ts'

/** Ports of this machine that are fixed: `[address:]port/protocol`. */
export const readPorts = (ports: readonly ConfigPort[] | null = []): string[] => [
  ...new Set((ports ?? []).filter(isFixed).map(formatPort)),
]

const isFixed = ({ published }: ConfigPort): boolean =>
  published !== undefined && !['', '0'].includes(String(published))

const formatPort = ({ host_ip, published, protocol = 'tcp' }: ConfigPort): string =>
  `${host_ip ? `${formatAddress(host_ip)}:` : ''}${published}/${protocol}`

const formatAddress = (address: string): string => (address.includes(':') ? `[${address}]` : address)
