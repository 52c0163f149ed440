import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { Command } from '../../core/command.ts'

const failsWithinMs = 1_000

/**
 * Starts a program that goes on without us, in a process group of its own and without our streams. False when it can't be started,
 * or fails at once.
 */
export async function startApart({ argv: [program, ...args], env }: Command): Promise<boolean> {
  const child = execa(program, args, {
    ...{ env, extendEnv: false, detached: true, cleanup: false, reject: false, buffer: false },
    stdio: 'ignore',
  })
  child.nodeChildProcess.unref()
  const ended = child.then(({ exitCode }) => exitCode === 0)
  const isUnderWay = sleep(failsWithinMs, true)
  return Promise.race([ended, isUnderWay])
}
