import { isIP } from 'node:net'
import type { Channel } from '../../core/notice/channel.ts'
import type { Notice } from '../../core/notice/notice.ts'
import { plainLine } from '../../core/notice/plain-text.ts'
import type { Sent } from '../../pipeline/ports/notifier.ts'
import { renderMail } from './mail.ts'
import type { PostOptions } from './post.ts'
import { checkLiteral, createReach, hostOf, type Reach, RefusedAddress } from './reachable.ts'

export interface MailOptions extends PostOptions {
  /** The same for every attempt: the mail's Message-ID is made of it. */
  readonly id: string
}

type MailChannel = Extract<Channel, { type: 'mail' }>

/** Sends a mail once, in text and in HTML. Never throws unless the signal aborts. */
export async function sendMail(channel: MailChannel, notice: Notice, options: MailOptions): Promise<Sent> {
  const url = new URL(channel.url)
  const host = hostOf(url)
  try {
    const address = await resolveHost(host, createReach(options.allowPrivate))
    await deliver(channel, notice, { ...options, url, host, address })
    return { ok: true }
  } catch (error) {
    options.signal.throwIfAborted()
    return failed(host, error)
  }
}

/** One address of the host: the connection is made to it, not to the name, which could lead somewhere else by then. */
async function resolveHost(host: string, reach: Reach): Promise<string> {
  checkLiteral(host, reach)
  if (isIP(host) !== 0) return host
  return new Promise((resolve, reject) => {
    reach.lookup(host, {}, (error, address) => (error ? reject(error) : resolve(String(address))))
  })
}

interface Delivery extends MailOptions {
  readonly url: URL
  readonly host: string
  readonly address: string
}

async function deliver({ from, to }: MailChannel, notice: Notice, delivery: Delivery): Promise<void> {
  const { id, signal } = delivery
  // The largest of all packages: loaded by those who send mail.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport(transportOptions(delivery))
  const aborted = Promise.withResolvers<never>()
  const abort = () => {
    transport.close()
    aborted.reject(signal.reason)
  }
  signal.addEventListener('abort', abort, { once: true })
  const limit = setTimeout(() => {
    transport.close()
    aborted.reject(new Error(`the mail was not taken within ${delivery.timeoutMs / 1000} s`))
  }, delivery.timeoutMs)
  try {
    signal.throwIfAborted()
    const mail = transport.sendMail({
      from,
      to: [...to],
      ...renderMail(notice),
      messageId: `<${id}@${domainOf(from)}>`,
      date: new Date(notice.at),
      headers: { 'auto-submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    await Promise.race([mail, aborted.promise])
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', abort)
    transport.close()
  }
}

function transportOptions({ url, host, address, timeoutMs }: Delivery) {
  const secure = url.protocol === 'smtps:'
  const [user, pass] = [url.username, url.password].map(decodeURIComponent)
  return {
    host: address,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...(isIP(host) === 0 ? { servername: host, tls: { servername: host } } : {}),
    ...(user ? { auth: { user, pass: pass ?? '' } } : {}),
    // A password never goes over a line that anybody can read.
    ...(user && !secure ? { requireTLS: true } : {}),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  }
}

const domainOf = (from: string): string => /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'redhook.invalid'

/** A code from 500 on says that the server will not take this mail, whenever it comes; the rest may pass. */
function failed(host: string, error: unknown): Sent {
  if (error instanceof RefusedAddress) return { ok: false, isFinal: true, error: error.message }
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  return { ok: false, isFinal: code >= 500, error: `${host}: ${plainLine(message, 300)}` }
}
