import { describe, expect, it } from 'vitest'
import { createSlots } from '../../src/pipeline/slots.ts'

const never = new AbortController().signal

describe('slots', () => {
  it('are handed out in order of asking', async () => {
    const slots = createSlots(1)
    const first = await slots.take(never)
    const order: string[] = []
    const second = slots.take(never).then(slot => {
      order.push('second')
      slot[Symbol.dispose]()
    })
    const third = slots.take(never).then(slot => {
      order.push('third')
      slot[Symbol.dispose]()
    })
    await Promise.resolve()
    expect(order).toEqual([])
    first[Symbol.dispose]()
    await Promise.all([second, third])
    expect(order).toEqual(['second', 'third'])
  })

  it('give a place back once, however often they are disposed', async () => {
    const slots = createSlots(1)
    const slot = await slots.take(never)
    slot[Symbol.dispose]()
    slot[Symbol.dispose]()
    using _held = await slots.take(never)
    const stop = new AbortController()
    const waiting = slots.take(stop.signal)
    stop.abort(new Error('stop'))
    await expect(waiting).rejects.toThrow('stop')
  })

  it('lose no place when somebody stops waiting', async () => {
    const slots = createSlots(1)
    const held = await slots.take(never)
    const stop = new AbortController()
    const impatient = slots.take(stop.signal)
    const patient = slots.take(never)
    stop.abort(new Error('stop'))
    await expect(impatient).rejects.toThrow('stop')
    held[Symbol.dispose]()
    await expect(patient).resolves.toBeDefined()
  })
})
