/** A password's hash by scrypt (RFC 7914), with what is needed to make it again. */
export interface PasswordHash {
  /** The cost is 2 to the power of this. */
  readonly logN: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly key: Buffer
}

/** What OWASP's Password Storage Cheat Sheet asks for first: 128 MiB for each verification. */
export const passwordCost = { logN: 17, r: 8, p: 1 } as const

const form = /^scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9_-]{22,86})\$([A-Za-z0-9_-]{43,86})$/

/** Bytes of memory that one verification takes. */
export const passwordMemory = ({ logN, r, p }: Pick<PasswordHash, 'logN' | 'r' | 'p'>): number =>
  128 * r * (2 ** logN + p + 2)

/**
 * `scrypt$ln=17,r=8,p=1$<salt>$<key>`, both base64url. Undefined for anything else, for one that is too cheap to hold (less than
 * `passwordCost`), and for one so dear (more than 512 MiB) that signing in would hurt the machine.
 */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, logN, r, p, salt = '', key = ''] = form.exec(text) ?? []
  if (logN === undefined) return undefined
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) }
  const isCheap = cost.logN < passwordCost.logN || cost.r < passwordCost.r || cost.p < passwordCost.p
  if (isCheap || passwordMemory(cost) > 513 * 2 ** 20 || cost.p > 4) return undefined
  return { ...cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

/** As `parsePasswordHash` reads it. */
export const formatPasswordHash = ({ logN, r, p, salt, key }: PasswordHash): string =>
  `scrypt$ln=${logN},r=${r},p=${p}$${salt.toString('base64url')}$${key.toString('base64url')}`
