import { isIP } from 'node:net'

/** Where to listen. Port 0 means any free one. */
export interface Listen {
  readonly address: string
  readonly port: number
}

const listen = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/

/** `127.0.0.1:8000`, `[::1]:8000` or `localhost:8000`; undefined when it is none of these. */
export function parseListen(text: string): Listen | undefined {
  const [, v6, host, digits] = listen.exec(text) ?? []
  const port = Number(digits)
  const address = v6 ?? host
  if (address === undefined || port > 65_535 || (v6 !== undefined && isIP(v6) !== 6)) return undefined
  return { address, port }
}

/** Whether this is an IP address or a network in CIDR form. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
