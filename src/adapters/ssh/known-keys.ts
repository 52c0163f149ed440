import { readFile } from 'node:fs/promises'
import type { HostKey, SshHost, SshSetup } from '../../pipeline/ports/ssh-setup.ts'
import { hostName, parseKnownHosts } from './parse.ts'
import { cannotWrite, makeFolder, writeWhole } from './write-whole.ts'

/** What the host is known by in this file. */
export async function readKnownKeys(file: string, host: SshHost): Promise<HostKey[]> {
  const name = hostName(host).toLowerCase()
  return parseKnownHosts(await read(file))
    .filter(({ hosts }) => hosts.some(known => known.toLowerCase() === name))
    .map(({ type, key, fingerprint }) => ({ type, key, fingerprint }))
}

/** Adds a line for each key. */
export const writeKnownKeys: SshSetup['pinHost'] = async (file, host, keys) => {
  const before = await read(file)
  const lines = keys.map(({ type, key }) => `${hostName(host)} ${type} ${key}\n`).join('')
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  try {
    await makeFolder(file)
    await writeWhole(file, before + gap + lines, { mode: 0o644 })
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw cannotWrite(file, error)
  }
}
