import { describe, expect, it } from 'vitest'
import { createRegistryFolder } from '../support/registry-folder.ts'

const environmentOf = (value: string, variables: Record<string, string>, files: Record<string, string> = {}) => {
  using folder = createRegistryFolder(
    `repos:\n  acme/shop: { path: /srv/shop, environment: { V: ${JSON.stringify(value)} } }\n`,
  )
  for (const [file, text] of Object.entries(files)) folder.write(file, text)
  const { apps, secrets } = folder.load({ variables })
  return { value: apps[0]?.environment.V, secrets }
}

describe('references in values', () => {
  it.each([
    { title: 'a variable', text: '${A}', value: 'one' },
    { title: 'several among other text', text: 'x-${A}-${B}', value: 'x-one-two' },
    { title: 'an escaped one stays', text: '$${A}', value: '${A}' },
    { title: 'an escaped one beside a real one', text: '$${A}${A}', value: '${A}one' },
    { title: 'a dollar alone stays', text: '$A $$ {A}', value: '$A $$ {A}' },
    { title: 'a value that looks like a reference is not replaced again', text: '${C}', value: '${A}' },
    { title: 'an empty variable is empty', text: 'x${E}', value: 'x' },
    { title: 'a file, without its last line end alone', text: '${file:key}', value: 'line\n' },
  ])('$title', ({ text, value }) => {
    const variables = { A: 'one', B: 'two', C: '${A}', E: '' }
    expect(environmentOf(text, variables, { key: 'line\n\n' }).value).toBe(value)
  })

  it('counts what came into the environment of an app as secret', () => {
    expect(environmentOf('${A}', { A: 'one-secret' }).secrets).toEqual(['one-secret'])
    expect(environmentOf('${file:key}', {}, { key: 'from a file' }).secrets).toEqual(['from a file'])
  })

  it('does not hide a plain setting', () => {
    using folder = createRegistryFolder("repos:\n  acme/shop: { path: '${HOME}/shop', branch: '${BRANCH}' }\n")
    const { secrets, apps } = folder.load({ variables: { HOME: '/home/redhook', BRANCH: 'staging' } })
    expect(secrets).toEqual([])
    expect(apps[0]).toMatchObject({ path: '/home/redhook/shop', branch: 'staging' })
  })

  it('hides a setting whose variable sounds like a secret', () => {
    using folder = createRegistryFolder(
      "repos:\n  acme/shop: { path: /srv/shop, health: { url: 'http://127.0.0.1/?key=${HEALTH_TOKEN}' } }\n",
    )
    expect(folder.load({ variables: { HEALTH_TOKEN: 'let-me-in' } }).secrets).toEqual(['let-me-in'])
  })

  it('never shows what came from a reference in a mistake', () => {
    using folder = createRegistryFolder("repos:\n  acme/shop: { path: /srv/shop, secret: '${S}', project: '${P}' }\n")
    expect(() => folder.load({ variables: { S: 'hunter22', P: 'Hidden' } })).toThrow(
      expect.toSatisfy(
        (error: Error) => !/hunter22|Hidden/.test(error.message) && error.message.includes('"${P}" is not'),
      ),
    )
  })

  it("reads Redhook's own .env, which the environment beats", () => {
    using folder = createRegistryFolder("repos:\n  acme/shop: { path: /srv/shop, branch: '${A}', dir: '${B}' }\n")
    folder.write('.env', 'A=dotenv\nB="sub folder" # why\n')
    expect(folder.load({ variables: { A: 'process' } }).apps[0]).toMatchObject({ branch: 'process', dir: 'sub folder' })
  })
})
