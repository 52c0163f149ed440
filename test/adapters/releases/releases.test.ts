import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReleases } from '../../../src/adapters/releases/releases.ts'

describe('the folders of Redhook’s own versions', () => {
  let data: string
  beforeEach(() => {
    data = realpathSync(mkdtempSync(join(tmpdir(), 'redhook-releases-')))
  })
  afterEach(() => rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))

  const inForce = () => realpathSync(join(data, 'current'))

  it('are made empty, also where an earlier attempt left something', () => {
    const releases = createReleases(data)
    writeFileSync(join(releases.create('abc'), 'half'), '')
    expect(readdirSync(releases.create('abc'))).toEqual([])
  })

  it('know whether there is a link to switch', () => {
    const releases = createReleases(data)
    expect(releases.hasLink()).toBe(false)
    symlinkSync('/nowhere', join(data, 'current'))
    expect(releases.hasLink()).toBe(true)
    rmSync(join(data, 'current'))
    mkdirSync(join(data, 'current'))
    expect(releases.hasLink()).toBe(false)
  })

  it('never build over the version in force, however often the same commit is deployed', () => {
    const releases = createReleases(data)
    const first = releases.create('abc')
    mkdirSync(join(first, 'app'))
    releases.switchTo(join(first, 'app'))
    const second = releases.create('abc')
    expect(second).toBe(`${first}.again`)
    expect(existsSync(join(first, 'app'))).toBe(true)
    releases.switchTo(second)
    expect(inForce()).toBe(second)
    expect(releases.create('abc')).toBe(first)
  })

  it('keep the newest three and the one in force', () => {
    const releases = createReleases(data)
    for (const commit of ['a', 'b', 'c', 'd', 'e']) releases.switchTo(releases.create(commit))
    expect(inForce()).toBe(join(data, 'releases/e'))
    expect(readdirSync(join(data, 'releases'))).toContain('e')
    expect(readdirSync(join(data, 'releases'))).toHaveLength(3)
  })
})
