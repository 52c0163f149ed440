import { text } from 'node:stream/consumers'
import type { ReadStream } from 'node:tty'
import { RedhookError } from '../core/errors.ts'

/** Standard input: a terminal, or a pipe. */
export type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>

const enter = /[\r\n]/
const interrupt = '\u0003'
const backspace = /[\b\u007f]/

/**
 * A secret from a terminal, typed twice and not shown, or the first line of a pipe.
 * @throws RedhookError USAGE where the two differ, or the person gives up
 */
export async function readSecret(
  input: Input,
  output: { write(text: string): unknown },
  what: string,
): Promise<string> {
  if (!input.isTTY) return (await text(input)).split(/\r?\n/, 1)[0] ?? ''
  output.write(`${what}: `)
  const first = await typeUnseen(input, output)
  output.write('Once more: ')
  if ((await typeUnseen(input, output)) === first) return first
  throw new RedhookError('The two are not the same', { code: 'USAGE', hint: 'Run it again and type the same twice.' })
}

/** What is typed until Enter. The terminal shows nothing of it. */
function typeUnseen(input: Input, output: { write(text: string): unknown }): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const settle = (act: () => void) => {
      input.off('data', onData)
      input.setRawMode?.(false)
      input.pause()
      output.write('\n')
      act()
    }
    const onData = (chunk: Buffer | string) => {
      for (const key of String(chunk)) {
        if (enter.test(key)) return settle(() => resolve(typed))
        if (key === interrupt) return settle(() => reject(givenUp()))
        typed = backspace.test(key) ? typed.slice(0, -1) : typed + key
      }
    }
    input.setRawMode?.(true)
    input.on('data', onData)
    input.resume()
  })
}

const givenUp = () => new RedhookError('Nothing was read', { code: 'USAGE', hint: 'Run it again and type a password.' })
