import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { shareInspect } from '../../../src/adapters/docker/share-inspect.ts'
import type { ContainerState } from '../../../src/core/health/container-state.ts'

const state = (id: string) => ({ id }) as ContainerState

/** An engine with these containers, and the calls it got. */
function engineWith(...there: string[]) {
  const calls: string[][] = []
  const inspect = shareInspect(async ids => {
    calls.push([...ids])
    await sleep(20)
    return ids.every(id => there.includes(id)) ? ids.map(state) : undefined
  })
  return { calls, inspect }
}

it('answers calls that come together with one, each with its own containers', async () => {
  const { calls, inspect } = engineWith('a', 'b', 'c')
  const answers = await Promise.all([inspect(['a', 'b']), inspect(['c']), inspect(['b'])])
  expect(answers).toEqual([[state('a'), state('b')], [state('c')], [state('b')]])
  expect(calls).toEqual([['a', 'b', 'c']])
})

it('lets those that come while one is under way share the next', async () => {
  const { calls, inspect } = engineWith('a', 'b', 'c')
  const first = inspect(['a'])
  await expect.poll(() => calls).toHaveLength(1)
  await Promise.all([first, inspect(['b']), inspect(['c'])])
  expect(calls).toEqual([['a'], ['b', 'c']])
})

it('tells each by itself when one of all containers is gone', async () => {
  const { calls, inspect } = engineWith('a')
  expect(await Promise.all([inspect(['a']), inspect(['gone'])])).toEqual([[state('a')], undefined])
  expect(calls).toEqual([['a', 'gone'], ['a'], ['gone']])
})

it('asks once for containers that nobody else asks for, gone or not', async () => {
  const { calls, inspect } = engineWith('a')
  expect(await inspect(['gone'])).toBeUndefined()
  expect(await inspect([])).toEqual([])
  expect(calls).toEqual([['gone']])
})

it('lets go at once when its caller does, and still answers the others', async () => {
  const { inspect } = engineWith('a', 'b')
  const caller = new AbortController()
  const left = inspect(['a'], caller.signal)
  const stays = inspect(['b'])
  caller.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  expect(await stays).toEqual([state('b')])
})

it('passes on what went wrong to everybody who asked, and asks anew afterwards', async () => {
  let isAway = true
  const inspect = shareInspect(async ids => {
    if (isAway) throw new Error('away')
    return ids.map(state)
  })
  const both = await Promise.allSettled([inspect(['a']), inspect(['b'])])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  isAway = false
  expect(await inspect(['a'])).toEqual([state('a')])
})
