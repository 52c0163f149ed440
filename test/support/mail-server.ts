import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real SMTP server (Debian's python3-aiosmtpd) on a free port of the loopback; it keeps what it gets. */
export interface MailServer extends AsyncDisposable {
  readonly port: number
  /** The mails so far as they came over the line. */
  mails(): string[]
}

const program = '/usr/bin/aiosmtpd'

export async function openMailServer(
  options: { readonly tls?: boolean; readonly maxBytes?: number } = {},
): Promise<MailServer> {
  if (!existsSync(program)) throw new Error('aiosmtpd is missing: apt-get install python3-aiosmtpd')
  const folder = mkdtempSync(join(tmpdir(), 'redhook-mail-'))
  const port = await freePort()
  const limits = options.maxBytes === undefined ? [] : ['-s', String(options.maxBytes)]
  const tls = options.tls ? makeCertificate(folder) : []
  const args = [
    '-n',
    '-l',
    `127.0.0.1:${port}`,
    ...limits,
    ...tls,
    '-c',
    'aiosmtpd.handlers.Mailbox',
    join(folder, 'mails'),
  ]
  const child = spawn('/usr/bin/python3', [program, ...args], { stdio: 'ignore' })
  const ended = new Promise(resolve => child.once('exit', resolve))
  await listens(port)
  return {
    port,
    mails() {
      const box = join(folder, 'mails/new')
      return existsSync(box) ? readdirSync(box).map(name => readFileSync(join(box, name), 'utf8')) : []
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** One that nobody vouches for. */
function makeCertificate(folder: string): string[] {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '1']
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  return ['--smtpscert', certificate, '--smtpskey', key]
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function listens(port: number): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(30)) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (isOpen) return
  }
  throw new Error('the mail server did not start')
}
