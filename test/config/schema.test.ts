import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatSettings } from '../../scripts/settings-page.ts'
import { createJsonSchema } from '../../src/config/schema.ts'

interface Node {
  readonly description?: string
  readonly [key: string]: unknown
}

/** Every property of every object in a JSON Schema, by its way. */
function propertiesOf(node: unknown, at = ''): [string, Node][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'properties'
      ? Object.entries(value as Record<string, Node>).flatMap(([name, property]): [string, Node][] => [
          [`${at}/${name}`, property],
          ...propertiesOf(property, `${at}/${name}`),
        ])
      : propertiesOf(value, at),
  )
}

describe('the JSON Schema', () => {
  it('is what ships beside the example', () => {
    const file = path.resolve(import.meta.dirname, '../../config/redhook.schema.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(createJsonSchema())))
  })

  it('is what docs/settings.md tells, key by key', () => {
    const file = path.resolve(import.meta.dirname, '../../docs/settings.md')
    const page = readFileSync(file, 'utf8')
    expect(page).toBe(formatSettings(createJsonSchema()))
    const ways = propertiesOf(createJsonSchema()).map(([name]) => name)
    const keys = ways.filter(way => !/^\/(\w+|providers\/[\w-]+)$/.test(way)).map(way => way.split('/').at(-1))
    expect(keys.filter(key => !new RegExp(`^\\| \`([^\`]+\\.)?${key}\` `, 'm').test(page))).toEqual([])
  })

  it('describes every key', () => {
    const properties = propertiesOf(createJsonSchema())
    expect(properties.length).toBeGreaterThan(60)
    expect(properties.filter(([, { description }]) => !description).map(([name]) => name)).toEqual([])
  })

  it('lets references stand where a pattern is asked for', () => {
    const [, timeout] = propertiesOf(createJsonSchema()).find(([name]) => name.endsWith('/health/timeout')) ?? []
    const pattern = new RegExp(String(timeout?.pattern), 'u')
    expect(['90s', '${TIMEOUT}', '2 apples'].map(text => pattern.test(text))).toEqual([true, true, false])
  })
})
