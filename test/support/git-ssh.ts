import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'

/** An OpenSSH server of our own on loopback, with one deploy key that it knows and one that it does not. */
export interface SshServer extends AsyncDisposable {
  /** `ssh://…` of a repository of this machine. */
  url(repository: string): string
  readonly deployKey: string
  readonly strangersKey: string
  /** The server's host key, in the format of known_hosts. */
  readonly knownHosts: string
}

const sshd = '/usr/sbin/sshd'

/** Starts it in `folder`. Root installs Debian's openssh-server where it is missing. */
export async function startSshServer(folder: string): Promise<SshServer> {
  if (!existsSync(sshd)) installServer()
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const keys = Object.fromEntries(['host', 'deploy key', 'stranger'].map(name => [name, makeKey(join(folder, name))]))
  const port = await freePort()
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${keys['deploy key']}.pub`), { mode: 0o600 })
  writeFileSync(join(folder, 'sshd_config'), configText(folder, port))
  const child = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' })
  await listening(port, child)
  const knownHosts = join(folder, 'known hosts')
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${readFileSync(`${keys.host}.pub`, 'utf8')}`)
  return {
    url: repository => `ssh://${userInfo().username}@127.0.0.1:${port}${repository}`,
    deployKey: keys['deploy key'] ?? '',
    strangersKey: keys.stranger ?? '',
    knownHosts,
    [Symbol.asyncDispose]: () => stop(child),
  }
}

function installServer(): void {
  if (process.getuid?.() !== 0) throw new Error('These tests need /usr/sbin/sshd: install openssh-server.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'openssh-server'], { env, stdio: 'ignore' })
}

function makeKey(path: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path])
  return path
}

const configText = (folder: string, port: number) => `
Port ${port}
ListenAddress 127.0.0.1
HostKey "${folder}/host"
AuthorizedKeysFile "${folder}/authorized_keys"
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
`

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}`)
    if (await answers(port)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('sshd does not answer')
}

const answers = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => resolve(socket.destroy() !== undefined))
    socket.once('error', () => resolve(false))
  })

const stop = (child: ChildProcess) =>
  new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.kill()
  })
