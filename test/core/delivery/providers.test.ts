import { readdirSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Meaning } from '../../../src/core/delivery/meaning.ts'
import { providers } from '../../../src/core/delivery/providers.ts'
import { providerNames } from '../../../src/core/provider.ts'
import { githubExample, payloadOf } from '../../support/payloads.ts'

const kinds: readonly Meaning['kind'][] = [
  'push',
  'pull-request',
  'release',
  'checks',
  'package',
  'repository',
  'installation',
  'ping',
  'other',
  'malformed',
]

const githubEvents = [
  'push',
  'ping',
  'pull_request',
  'release',
  'workflow_run',
  'check_suite',
  'package',
  'repository',
  'installation',
  'installation_repositories',
]
const giteaEvents = ['push', 'pull_request', 'release', 'workflow_run', 'action_run_success', 'package', 'repository']
const events: Readonly<Record<string, readonly string[]>> = {
  github: githubEvents,
  gitlab: ['Push Hook', 'Tag Push Hook', 'Merge Request Hook', 'Pipeline Hook', 'Release Hook'],
  gitea: giteaEvents,
  forgejo: giteaEvents,
  gogs: ['push', 'pull_request', 'release'],
  bitbucket: ['repo:push', 'pullrequest:created', 'pullrequest:fulfilled', 'repo:updated', 'repo:transfer'],
  'bitbucket-dc': ['repo:refs_changed', 'pr:opened', 'pr:merged', 'repo:modified', 'diagnostics:ping'],
  azure: ['git.push', 'git.pullrequest.created', 'git.pullrequest.merged'],
}

const folder = path.resolve(import.meta.dirname, '../../fixtures')

/** Real shapes, to be damaged. */
const payloadsOf = (name: string): object[] =>
  name === 'github'
    ? githubEvents.map(event => githubExample(event))
    : readdirSync(path.join(folder, name)).map(file => payloadOf(`${name}/${path.basename(file, '.json')}`))

const odd = fc.oneof(
  fc.constantFrom(null, 0, 1e300, '', 'x/y', 'refs/heads/main', '0'.repeat(40), true, [], {}, [null], [[]], {
    id: null,
  }),
  fc.jsonValue(),
  fc.constant(JSON.parse('{"__proto__": {"full_name": "a/b"}, "constructor": null, "toString": 1}')),
)

/** As a member of its own, whatever its name. */
const define = (container: object, key: string, value: unknown) =>
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true })

/** Every object and list within a value, itself among them. */
function containersIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(containersIn)]
}

describe('providers', () => {
  it('are there for every name', () => {
    expect([...providers.keys()].sort()).toEqual([...providerNames].sort())
    for (const [name, provider] of providers) expect(provider.name).toBe(name)
  })
})

describe.each([...providers.values()])('$name', ({ name, parse, eventOf, idOf }) => {
  const event = fc.oneof(
    fc.constantFrom(...(events[name] ?? [])),
    fc.constantFrom('__proto__', 'constructor'),
    fc.string(),
  )

  it('makes something of any payload, and throws at none', () => {
    fc.assert(
      fc.property(event, odd, (said, payload) => {
        expect(kinds).toContain(parse(said, payload).kind)
        expect(['string', 'undefined']).toContain(typeof eventOf({}, payload))
        expect(['string', 'undefined']).toContain(typeof idOf({}, payload))
      }),
    )
  })

  it('makes something of real payloads in which anything became anything', () => {
    const payloads = payloadsOf(name)
    const damages = fc.array(fc.tuple(fc.nat(), fc.nat(), odd), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(event, fc.constantFrom(...payloads), damages, (said, payload, places) => {
        const copy = structuredClone(payload)
        for (const [where, which, value] of places) {
          const containers = containersIn(copy)
          const container = containers[where % containers.length] ?? {}
          const keys = Object.keys(container)
          const key = keys[which % keys.length]
          if (key !== undefined) define(container, key, structuredClone(value))
        }
        const meaning = parse(said, copy)
        expect(kinds).toContain(meaning.kind)
        if (meaning.kind === 'push') for (const { ref } of meaning.refs) expect(ref).toBeTypeOf('string')
        if (meaning.kind === 'pull-request') expect(meaning.head.commit).toMatch(/^[0-9a-f]{12,64}$/)
        if (meaning.kind === 'checks') expect(meaning.commit).toMatch(/^[0-9a-f]{40,64}$/)
      }),
      { numRuns: 500 },
    )
  })

  it('does not find in a prototype what a payload lacks', () => {
    const payload = JSON.parse('{"__proto__": {"ref": "refs/heads/x", "repository": {"full_name": "a/b"}}}')
    for (const said of events[name] ?? []) {
      const meaning = parse(said, payload)
      expect(['other', 'malformed', 'ping']).toContain(meaning.kind)
      expect(meaning).not.toHaveProperty('repository')
    }
  })
})
