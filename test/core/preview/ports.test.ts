import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignPorts, type PortNeed, pickMain, portKey } from '../../../src/core/preview/ports.ts'

const need = (service: string, target: number, protocol = 'tcp'): PortNeed => ({
  ...{ service, target, protocol },
  key: portKey(service, target, protocol),
})

const needs = fc
  .uniqueArray(fc.tuple(fc.constantFrom('web', 'db', 'api'), fc.integer({ min: 1, max: 9 })), {
    selector: ([service, target]) => `${service}:${target}`,
    maxLength: 12,
  })
  .map(list => list.map(([service, target]) => need(service, target)))
const taken = fc.uniqueArray(fc.integer({ min: 20_000, max: 20_019 }), { maxLength: 10 }).map(ports => new Set(ports))
const range = { from: 20_000, to: 20_019 }

describe('ports of a preview', () => {
  it('are each its own, free, and of the range; and stay when asked again', () => {
    fc.assert(
      fc.property(needs, taken, (wanted, busy) => {
        const ports = assignPorts(wanted, {}, { ...range, taken: busy })
        const enough = 20 - busy.size >= Math.max(wanted.length, 1)
        expect(ports !== undefined).toBe(enough)
        if (ports === undefined) return
        const { main, ...own } = ports
        expect(Object.keys(own).sort()).toEqual(wanted.map(({ key }) => key).sort())
        expect(new Set(Object.values(own)).size).toBe(wanted.length)
        for (const port of Object.values(ports)) expect(port >= 20_000 && port <= 20_019 && !busy.has(port)).toBe(true)
        if (wanted.length > 0) expect(Object.values(own)).toContain(main)
        expect(assignPorts(wanted, ports, { ...range, taken: busy })).toEqual(ports)
      }),
    )
  })

  it('stay with those that remain when one service goes and another comes', () => {
    const first = assignPorts([need('web', 80), need('db', 5432)], {}, { ...range, taken: new Set() }) ?? {}
    const second = assignPorts([need('api', 1), need('db', 5432), need('web', 80)], first, {
      ...range,
      taken: new Set(),
    })
    expect(second).toMatchObject({ main: first.main, 'web:80/tcp': first.main, 'db:5432/tcp': first['db:5432/tcp'] })
  })

  it('send people to where browsers are expected', () => {
    expect(pickMain([need('db', 5432), need('web', 8080), need('dns', 80, 'udp')])?.key).toBe('web:8080/tcp')
    expect(pickMain([need('b', 5432), need('a', 9999)])?.key).toBe('a:9999/tcp')
    expect(pickMain([])).toBeUndefined()
  })
})
