import type { EventEmitter } from 'node:events'
import { clean } from './render/clean.ts'

/** A pipe, a socket, a terminal whose reader has seen enough: `redhook history | head`. */
const readerIsGone = new Set(['EPIPE', 'ECONNRESET', 'EIO'])

/**
 * Hears what goes wrong with standard output. A reader that left is no failure. Anything else, as a full disk, is said once on standard
 * error and costs what was not written, nothing more: a server whose log goes there runs on. `onLoss` hears of it each time.
 */
export function watchOutput(stdout: EventEmitter, stderr: { write(text: string): unknown }, onLoss: () => void): void {
  let isSaid = false
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (readerIsGone.has(code ?? '')) return
    onLoss()
    if (!isSaid) stderr.write(`redhook: standard output could not be written: ${clean(message)}\n${hint}`)
    isSaid = true
  })
}

const hint = 'what to do: Make room on the disk it goes to, or send it elsewhere.\n'
