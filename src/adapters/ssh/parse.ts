import { createHash } from 'node:crypto'
import type { HostKey, SshHost } from '../../pipeline/ports/ssh-setup.ts'

/** A host as known_hosts writes it. */
export const hostName = ({ host, port = 22 }: SshHost): string => (port === 22 ? host : `[${host}]:${port}`)

/** `SHA256:…` of a key in base64, as OpenSSH and the forges show it. */
export const fingerprintOf = (key: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`

const line = /^(?!#|@)(\S+)\s+((?:ssh|ecdsa|sk)-\S+)\s+([A-Za-z0-9+/]+=*)/

interface KnownLine extends HostKey {
  readonly hosts: readonly string[]
}

/** Lines of the known_hosts format, as far as their names are not hashed. */
export function parseKnownHosts(text: string): KnownLine[] {
  return text.split('\n').flatMap(each => {
    const [, hosts, type, key] = line.exec(each) ?? []
    if (hosts === undefined || type === undefined || key === undefined) return []
    return [{ hosts: hosts.split(','), type, key, fingerprint: fingerprintOf(key) }]
  })
}

/** What ssh-keyscan found, the strongest kind of key first. */
export const parseHostKeys = (stdout: string): HostKey[] =>
  parseKnownHosts(stdout)
    .map(({ type, key, fingerprint }) => ({ type, key, fingerprint }))
    .sort((a, b) => rank(a) - rank(b))

const ranks = ['ssh-ed25519', 'ecdsa-', 'ssh-rsa']
const rank = ({ type }: HostKey): number => ranks.findIndex(start => type.startsWith(start))
