import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { prepareByPlace } from '../../../src/adapters/store/statement.ts'

const first = (sql: string, params: Record<string, string | number | null | Uint8Array> = {}) => {
  using db = new DatabaseSync(':memory:')
  return { ...(prepareByPlace(db, sql).get(params) as object) }
}

describe('prepareByPlace', () => {
  it('gives each name its value, in whatever order they come', () => {
    expect(first('SELECT :b AS x, :a AS y', { a: 1, b: 'two' })).toEqual({ x: 'two', y: 1 })
  })

  it('gives a name that comes twice the same value', () => {
    expect(first('SELECT :a AS x, :b AS y, :a AS z, :ab AS w', { a: 1, b: 2, ab: null })).toEqual({
      x: 1,
      y: 2,
      z: 1,
      w: null,
    })
  })

  it('leaves what is quoted alone', () => {
    expect(first("SELECT 'at :a, it''s :a' AS x, :a AS y", { a: 1 })).toEqual({ x: "at :a, it's :a", y: 1 })
  })

  it('takes bytes for a value', () => {
    const bytes = Uint8Array.of(1, 2)
    expect(first('SELECT :a AS x', { a: bytes })).toEqual({ x: bytes })
  })

  it('does without parameters', () => {
    expect(first('SELECT 1 AS x')).toEqual({ x: 1 })
  })

  it('throws where a value is missing', () => {
    expect(() => first('SELECT :a AS x')).toThrow(':a has no value')
  })
})
