import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleApp } from '../support/sample-app.ts'
import type { DeploymentJson } from '../support/sandbox.ts'
import { openTestHouse, type TestApp, type TestHouse } from '../support/test-house.ts'

const { Dockerfile = '' } = sampleApp(0)
const crashing = Dockerfile.replace(/CMD .*/, 'CMD ["sh", "-c", "echo cannot start; exit 3"]')

describe('redhook explain', () => {
  let house: TestHouse
  let app: TestApp
  let first: DeploymentJson
  let second: DeploymentJson
  let broken: DeploymentJson

  const explain = async (which: number | string) => {
    const { stdout, stderr, status } = await house.box.cli(['explain', String(which)])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout
  }
  const short = ({ commit = '' }: DeploymentJson) => commit.slice(0, 10)

  beforeAll(async () => {
    house = await openTestHouse()
    app = await house.app('explain')
    first = await app.deploy({})
    second = await app.deploy({ 'page.txt': 'v2', 'notes.txt': 'for people' })
    broken = await app.deploy({ Dockerfile: crashing })
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('tells on what evidence a service was built, and what that did to it', async () => {
    const text = await explain(second.id)
    expect(text).toContain(`deployment ${second.id} of ${app.name}: succeeded — ${short(second)} on ${app.red}`)
    expect(text).toContain(`${short(first)}..${short(second)}, 2 files changed`)
    expect(text).toMatch(/^ {4}notes\.txt\n {4}page\.txt$/m)
    expect(text).toMatch(/^web +build +built, recreated +page\.txt is in its build context$/m)
    expect(text).toMatch(/✔ build +\d/)
    expect(text).toContain(`ran before: ${short(first)} (deployment ${first.id}, 1 image)`)
    expect(text).toContain(`made live: ${short(second)} (deployment ${second.id}, 1 image)`)
  })

  it('tells why a version was put back, with the evidence, and what runs since', async () => {
    expect(broken.status).toBe('rolled_back')
    const text = await explain(app.name)
    expect(text).toContain(`deployment ${broken.id} of ${app.name}: rolled_back`)
    expect(text).toMatch(/✘ verify +failed/)
    expect(text).toMatch(/✔ rollback +\d/)
    expect(text).toContain('web | cannot start')
    expect(text).toContain(`made live: ${short(second)} (deployment ${second.id}, 1 image)`)
    await app.serves('v2')
  })

  it('tells of a rollback by hand who wanted which version', async () => {
    const listed = await house.box.cli(['rollback', app.name, '--list'])
    expect(listed.stdout).toMatch(new RegExp(`^ *${second.id} +${short(second)} .* live +web$`, 'm'))
    expect(listed.stdout).toMatch(new RegExp(`^ *${first.id} +${short(first)} `, 'm'))

    const { status, stdout } = await house.box.cli(['rollback', app.name, '--follow', '--json'])
    const back = JSON.parse(stdout) as DeploymentJson
    expect(back).toMatchObject({ status: 'succeeded', commit: first.commit })
    expect(status).toBe(0)
    await app.serves('v1')
    expect(await explain(back.id)).toContain(`rollback to ${first.id} asked for by redhook`)

    const gone = await house.box.cli(['rollback', app.name, '999'])
    expect(gone.status).toBe(1)
    expect(gone.stderr).toContain('No version of deployment 999 is kept')
    expect(gone.stderr).toContain(`${second.id} (${short(second)})`)
  })

  it('gives scripts all of it', async () => {
    const { stdout } = await house.box.cli(['explain', String(second.id), '--json'])
    expect(JSON.parse(stdout)).toEqual(second)
  })
})
