import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '../../core/command.ts'

const failsWithinMs = 1_000

/**
 * Starts a program that goes on without us, in a process group of its own and without our streams. False when it can't be started,
 * or fails at once.
 */
export async function startApart({ argv: [program, ...args], env }: Command): Promise<boolean> {
  const child = spawn(program, args, { env, detached: true, stdio: 'ignore' })
  child.unref()
  const ended = new Promise<boolean>(resolve => {
    child.once('error', () => resolve(false))
    child.once('exit', code => resolve(code === 0))
  })
  const isUnderWay = sleep(failsWithinMs, true)
  return Promise.race([ended, isUnderWay])
}
