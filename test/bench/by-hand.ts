import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a line as a person would type it, in a folder, and waits for its end. */
export async function byHand(line: string, cwd: string, home: string): Promise<void> {
  const child = spawn('sh', ['-c', line], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', chunk => (said += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${line}: exit code ${code}\n${said}`)
}
