import { describe, expect, it } from 'vitest'
import { parseCheckSpec } from '../../src/config/check-spec.ts'
import { createCheckSettings } from '../../src/config/checks-schema.ts'
import { checkLimits } from '../../src/core/check/check-limits.ts'

const parse = (text: string) => parseCheckSpec(Buffer.from(text))

/** The message of the failure, line by line. */
function mistakes(text: string): string[] {
  try {
    parse(text)
  } catch (error) {
    expect(error).toMatchObject({ code: 'CHECK_FAILED' })
    return (error as Error).message.split('\n')
  }
  return []
}

describe('a .redhook.yml', () => {
  it('names an image and steps; a text is for sh inside the container, a list is run as it is', () => {
    expect(parse('image: node:26-slim\nrun:\n  - npm ci\n  - [npm, test, --, "a b"]\n')).toEqual({
      where: { image: 'node:26-slim' },
      steps: [
        { title: 'npm ci', argv: ['sh', '-ec', 'npm ci'] },
        { title: "npm test -- 'a b'", argv: ['npm', 'test', '--', 'a b'] },
      ],
      env: {},
    })
  })

  it('may name a service, limits and variables, which are taken as they are written', () => {
    const text = 'service: web\nrun: [x]\ntimeout: 90s\nmemory: 500MB\ncpus: 0.5\nenv: {A: 007, B: true, C: "${D}"}\n'
    expect(parse(text)).toEqual({
      where: { service: 'web' },
      steps: [{ title: 'x', argv: ['sh', '-ec', 'x'] }],
      timeoutMs: 90_000,
      memoryBytes: 500_000_000,
      cpus: 0.5,
      env: { A: '007', B: 'true', C: '${D}' },
    })
  })

  it.each([
    ['nothing', '', ['.redhook.yml:1:1 is empty; expected a map']],
    ['neither image nor service', 'run: [x]', [/^\.redhook\.yml:1:1 says nowhere to run; write image: or service:$/]],
    [
      'both',
      'image: a\nservice: b\nrun: [x]',
      [/^\.redhook\.yml:2:1 service: stands beside image; write one of them$/],
    ],
    [
      'an unknown key',
      'image: a\nrun: [x]\ntimout: 1m',
      [/^\.redhook\.yml:3:1 timout: "timout" is not a known key; did you mean timeout\?$/],
    ],
    ['no steps', 'image: a\nrun: []', [/^\.redhook\.yml:2:6 run: an empty list is not a list with at least one step$/]],
    ['a step that is a map', 'image: a\nrun: [{x: y}]', [/^\.redhook\.yml:2:7 run\[0\]: a map is not a step/]],
    ['an image that is an option', 'image: --privileged\nrun: [x]', [/^\.redhook\.yml:1:8 image: .* is not an image/]],
    ['a service that is an option', 'service: -v\nrun: [x]', [/^\.redhook\.yml:1:10 service: /]],
    ['a bad variable', 'image: a\nrun: [x]\nenv: {"A=B": c}', [/^\.redhook\.yml:3:7 env\."A=B": /]],
    ['a NUL', 'image: a\nrun: ["a\\0b"]', [/^\.redhook\.yml:2:7 run\[0\]: /]],
    ['several mistakes at once', 'image: a\nrun: x\ncpus: 0\nmemory: much', [/:2:6 run/, /:3:7 cpus/, /:4:9 memory/]],
    ['what is no YAML', 'image: [', [/^\.redhook\.yml:1:9 not YAML/]],
    ['a key twice', 'image: a\nimage: b\nrun: [x]', [/^\.redhook\.yml:2:1 image: stands here a second time/]],
    ['a tag', 'image: !!js/function "x"\nrun: [x]', [/^\.redhook\.yml:1:8 not YAML/]],
  ])('with %s is refused, with the place', (_, text, expected) => {
    const found = mistakes(text)
    expect(found).toHaveLength(expected.length)
    for (const [index, line] of expected.entries()) expect(found[index]).toMatch(line)
  })

  it.each([
    ['aliases of aliases', `image: a\nx: &a [x,x,x,x,x,x,x,x,x,x]\n${bomb()}\nrun: *i\n`],
    ['a deep nest', `image: a\nrun: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`],
    ['many bytes', `image: a\nrun: [x]\n# ${'x'.repeat(100_000)}\n`],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
  ])('that is hostile by %s is refused at once', (_, text) => {
    const began = performance.now()
    expect(() => parseCheckSpec(Buffer.from(text as string))).toThrow(expect.objectContaining({ code: 'CHECK_FAILED' }))
    expect(performance.now() - began).toBeLessThan(30_000)
  })
})

/** Each list holds the one before ten times. */
function bomb(): string {
  const names = [...'abcdefghi']
  return names
    .slice(1)
    .map((name, index) => `x${name}: &${name} [${Array(10).fill(`*${names[index]}`).join(',')}]`)
    .join('\n')
}

it('lets a file ask for no more than the registry allows', () => {
  const most = createCheckSettings({ timeout: 60_000, memory: 1e8 })
  expect(most).toEqual({ timeoutMs: 60_000, memoryBytes: 1e8, cpus: 1 })
  const spec = parse('image: a\nrun: [x]\ntimeout: 1h\nmemory: 5MB\ncpus: 8')
  expect(most && checkLimits(spec, most)).toEqual({ timeoutMs: 60_000, memoryBytes: 5e6, cpus: 1 })
  expect([createCheckSettings(), createCheckSettings(false)]).toEqual([undefined, undefined])
})
