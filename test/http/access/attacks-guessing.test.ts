import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { annPassword, cookieOf, openAccessApp, origin, testUsers } from '../../support/access-app.ts'

let house: ReturnType<typeof openAccessApp>
beforeEach(() => {
  house = openAccessApp({ settings: { users: testUsers() } })
})
afterEach(() => house[Symbol.asyncDispose]())

const guess = (name: string, peer: string, password = 'wrong') => house.signIn({ name, password }, { peer })
const attacker = '198.51.100.66'

/** Guesses until it is told to wait; returns after how many, and for how long. */
async function guessUntilTold(name: string, peer: string): Promise<[number, number]> {
  for (let count = 0; count < 100; count += 1) {
    const answer = await guess(name, peer)
    if (answer.status === 429) return [count, Number(answer.headers.get('retry-after'))]
  }
  return [100, 0]
}

describe('guessing passwords', () => {
  it('has to wait after five tries at a name, longer and longer, also with the right password', async () => {
    const waits: number[] = []
    for (let round = 0; round < 4; round += 1) {
      const [count, wait] = await guessUntilTold('ann', attacker)
      expect(count).toBe(round === 0 ? 5 : 1)
      expect((await guess('ann', attacker, annPassword)).status).toBe(429)
      waits.push(wait)
      house.time.monotonic += wait * 1_000
    }
    expect(waits).toEqual([1, 2, 4, 8])
    expect((await guess('ann', attacker, annPassword)).status).toBe(303)
  })

  it('does not lock ann out elsewhere, however long it goes on and from however many addresses', async () => {
    for (let host = 1; host <= 60; host += 1) await guess('ann', `203.0.113.${host}`)
    const answer = await guess('ann', '192.0.2.7', annPassword)
    expect([answer.status, cookieOf(answer)]).toEqual([303, expect.stringContaining('redhook=')])
  })

  it('from many addresses has one try for each, once it is plain that a name is attacked', async () => {
    for (let host = 1; host <= 50; host += 1) await guess('ann', `203.0.113.${host}`)
    expect((await guessUntilTold('ann', '203.0.113.200'))[0]).toBe(1)
    expect((await guessUntilTold('bob', '203.0.113.201'))[0]).toBe(5)
  })

  it('at many names from one address has to wait, too', async () => {
    const names = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? 'ann' : 'bob'))
    for (const [index, name] of names.entries()) {
      house.time.monotonic += 300_000
      if ((await guess(name, attacker)).status === 429) return expect(index).toBeGreaterThanOrEqual(5)
      house.time.monotonic -= 299_000
    }
    expect.unreachable()
  })

  it('many at once counts as many', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => guess('ann', attacker)))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7)
  })

  it('from a whole IPv6 network counts as from one address', async () => {
    for (let host = 1; host <= 5; host += 1) await guess('ann', `2001:db8:0:1::${host}`)
    expect((await guess('ann', '2001:db8::1:ffff:0:0:1')).status).toBe(429)
    expect((await guess('ann', '2001:db8:0:2::1')).status).toBe(401)
  })

  it('cannot hide behind X-Forwarded-For', async () => {
    for (let count = 0; count < 5; count += 1) {
      await house.signIn(
        { name: 'ann', password: 'wrong' },
        { peer: attacker, headers: { 'x-forwarded-for': `10.1.1.${count}` } },
      )
    }
    expect((await guess('ann', attacker)).status).toBe(429)
  })

  it('does not fill the audit trail', async () => {
    for (let count = 0; count < 60; count += 1) {
      await house.signIn({ token: 'rh_wrong' }, { peer: attacker })
    }
    expect(house.store.listAudit({ limit: 200 })).toHaveLength(20)
    house.time.monotonic += 60_001
    await house.signIn({ token: 'rh_wrong' }, { peer: attacker })
    expect(house.store.listAudit({ limit: 1 })[0]?.detail).toEqual({ with: 'token', unrecorded: 40 })
  })
})

describe('guessing tokens', () => {
  const bearer = async (secret: string, peer = attacker) =>
    house.ask('/api/v1/apps', { headers: { authorization: `Bearer ${secret}` }, peer })

  it('has to wait after ten, and is told for how long', async () => {
    for (let count = 0; count < 10; count += 1) expect((await bearer(`guess-${count}`)).status).toBe(401)
    const answer = await bearer('guess')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await answer.json()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
    house.time.monotonic += 1_000
    expect((await bearer('guess')).status).toBe(401)
    expect((await bearer('guess')).headers.get('retry-after')).toBe('2')
  })

  it('does not keep out those at the same address whose token cannot be guessed', async () => {
    const { secret } = house.tokens.create({ name: 'ci', role: 'view' }, 'test')
    for (let count = 0; count < 20; count += 1) await bearer(`guess-${count}`)
    expect([(await bearer(secret)).status, (await bearer(house.world.token ?? '')).status]).toEqual([200, 200])
  })

  it('never learns a REDHOOK_TOKEN short enough to be guessed while it has to wait', async () => {
    house.world.token = 'hunter2'
    for (let count = 0; count < 10; count += 1) await bearer(`guess-${count}`)
    expect([(await bearer('hunter2')).status, (await bearer('hunter2', '192.0.2.9')).status]).toEqual([429, 200])
  })

  it('is answered in the same words whatever the guess has in common with the token, and however long it is', async () => {
    const texts = await Promise.all(
      ['', 'r', house.world.token?.slice(0, -1) ?? '', 'x'.repeat(8_000)].map(async (secret, index) =>
        (await bearer(secret, `192.0.2.${index}`)).text(),
      ),
    )
    expect(new Set(texts).size).toBe(1)
  })
})

describe('the audit trail', () => {
  it('says who signed in, changed tokens and signed out, and from where', async () => {
    const cookie = cookieOf(await house.signIn({ token: house.world.token ?? '' }))
    const headers = { cookie, origin, 'content-type': 'application/json' }
    await house.ask('/api/v1/tokens', { method: 'POST', headers, body: '{"name":"ci","role":"deploy"}' })
    await house.ask('/api/v1/tokens/ci', { method: 'DELETE', headers })
    await house.ask('/api/v1/tokens/ci', { method: 'DELETE', headers })
    await house.ask('/sign-out', { method: 'POST', headers: { cookie, origin } })
    const trail = house.store.listAudit({ limit: 10 }).toReversed()
    expect(
      trail.map(({ who, via, client, action, target, status }) => [who, via, client, action, target, status]),
    ).toEqual([
      ['REDHOOK_TOKEN', 'session', '192.0.2.1', 'signIn', 'REDHOOK_TOKEN', 303],
      ['REDHOOK_TOKEN', 'session', '192.0.2.1', 'createToken', 'ci', 201],
      ['REDHOOK_TOKEN', 'session', '192.0.2.1', 'revokeToken', 'ci', 204],
      ['REDHOOK_TOKEN', 'session', '192.0.2.1', 'revokeToken', 'ci', 404],
      ['REDHOOK_TOKEN', 'session', '192.0.2.1', 'signOut', undefined, 303],
    ])
    expect(JSON.stringify(trail)).not.toContain('rh_')
  })

  it('has what was refused, and what came by the socket of the command line', async () => {
    await using socket = openAccessApp({ door: 'socket' })
    await socket.ask('/api/v1/apps/shop/unlock', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(socket.store.listAudit({ limit: 1 })[0]).toMatchObject({
      who: 'redhook',
      via: 'socket',
      target: 'shop',
      status: 404,
    })
    const { secret } = house.tokens.create({ name: 'wall', role: 'view' }, 'test')
    await house.ask('/api/v1/apps/shop/unlock', { method: 'POST', headers: { authorization: `Bearer ${secret}` } })
    expect(house.store.listAudit({ limit: 1 })[0]).toMatchObject({ who: 'wall', via: 'token', status: 403 })
  })

  it('keeps bounded texts, and fails nobody’s request when it cannot be written', async () => {
    const headers = { authorization: `Bearer ${house.world.token}` }
    await house.ask(`/api/v1/tokens/${'x'.repeat(3_000)}`, { method: 'DELETE', headers })
    expect(house.store.listAudit({ limit: 1 })[0]?.target?.length).toBeLessThanOrEqual(256)
    house.store.addAudit = () => {
      throw new Error('the disk is full')
    }
    expect((await house.ask('/api/v1/tokens/none', { method: 'DELETE', headers })).status).toBe(404)
    expect(house.logged.join()).toContain('the disk is full')
  })
})
