import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib'

export interface Packed {
  readonly plain: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer>
  readonly br: Uint8Array<ArrayBuffer>
}

type Encoding = 'br' | 'gzip'

/** A text in every form a browser may ask for, once and as small as it gets. */
export const pack = (text: string): Packed => ({
  plain: Uint8Array.from(Buffer.from(text)),
  gzip: Uint8Array.from(gzipSync(text, { level: 9 })),
  br: Uint8Array.from(brotliCompressSync(text)),
})

/** The smallest form that is accepted. */
export function pickPacked(packed: Packed, accept: string | undefined) {
  const encoding = pickEncoding(accept)
  return { encoding, bytes: packed[encoding ?? 'plain'] }
}

/** What an `Accept-Encoding` header allows, the smaller one first. */
export function pickEncoding(accept = ''): Encoding | undefined {
  const offers = accept.split(',').map(offer => offer.trim().toLowerCase())
  const takes = (name: Encoding) =>
    offers.some(offer => offer === name || (offer.startsWith(`${name};`) && !/;\s*q=0(\.0*)?$/.test(offer)))
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : undefined
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Compresses a page that is made anew each time: quick before small. Runs beside the event loop. */
export const compressNow = (text: string, encoding: Encoding): Promise<Buffer<ArrayBuffer>> =>
  encoding === 'br' ? brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }) : zip(text, { level: 5 })
