import { describe, expect, it } from 'vitest'
import { createCliHarness } from '../support/cli-harness.ts'

const good = { channel: 'team', type: 'slack', ok: true, durationMs: 120 }
const bad = { channel: 'phone', type: 'ntfy', ok: false, error: 'ntfy.sh answered 403: forbidden', durationMs: 80 }

async function notify(channels: readonly object[], ...args: string[]) {
  await using cli = createCliHarness()
  let heard = ''
  await cli.listen((request, response) => {
    request.setEncoding('utf8').on('data', text => {
      heard = `${request.method} ${request.url} ${text}`
      response.end(JSON.stringify({ channels }))
    })
  })
  const ended = await cli.redhook(['notify', 'test', ...args, '--data', 'data'])
  return { ...ended, heard }
}

describe('redhook notify test', () => {
  it('sends to every channel, says what came of each, and fails where one did not take it', async () => {
    expect(await notify([good, bad])).toEqual({
      code: 1,
      stdout: `CHANNEL  TYPE   SENT    TOOK  WHY NOT
team     slack  yes   120 ms
phone    ntfy   no     80 ms  ntfy.sh answered 403: forbidden
`,
      stderr: '',
      heard: 'POST /api/v1/notify/test {}',
    })
  })

  it('sends to one channel', async () => {
    const { code, heard } = await notify([good], 'team')
    expect([code, heard]).toEqual([0, 'POST /api/v1/notify/test {"channel":"team"}'])
  })

  it('prints JSON for scripts', async () => {
    const { code, stdout } = await notify([bad], '--json')
    expect([code, JSON.parse(stdout)]).toEqual([1, { channels: [bad] }])
  })
})
