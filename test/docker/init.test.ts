import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { readEnv } from '../../src/config/env.ts'
import { openInitPorts } from '../../src/wire-tools.ts'
import { createCliHarness } from '../support/cli-harness.ts'
import { buildTestImage, shellService } from '../support/docker-images.ts'
import { docker, takeDown } from '../support/docker-project.ts'

it('puts what runs on the real engine into a registry that holds: a colored project and a plain one', async () => {
  buildTestImage()
  await using cli = createCliHarness()
  const name = `t${randomBytes(4).toString('hex')}`
  const [colored, plain] = [`blue${name}`, `${name}-jobs`]
  using _projects = { [Symbol.dispose]: () => [colored, plain].forEach(takeDown) }
  const services = stringify({ services: { worker: shellService('sleep 1000') } })
  const start = (project: string, folder: string, file: string, repository: string): string => {
    cli.write(`${folder}/${file}`, services)
    const path = join(cli.folder, folder)
    const git = (...words: string[]) => execFileSync('git', ['-C', path, ...words], { stdio: 'pipe' })
    git('init', '-q', '-b', 'staging')
    git('remote', 'add', 'origin', `git@github.com:${repository}.git`)
    docker('compose', '--project-directory', path, '-p', project, '-f', join(path, file), 'up', '-d')
    return path
  }
  const shop = start(colored, 'shop', 'docker-compose.prod.yml', 'acme/shop')
  const jobs = start(plain, 'jobs/deploy', 'stack.yml', 'acme/jobs')

  const openInit = async () => openInitPorts(readEnv(cli.folder))
  const { code, stderr } = await cli.redhook(['init', colored, plain, '--yes'], { deps: { openInit } })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(parse(readFileSync(join(cli.folder, 'config/redhook.yml'), 'utf8'))).toEqual({
    repos: {
      'acme/shop': { path: shop, project: name, branch: 'staging', color: 'blue' },
      'acme/jobs': { path: jobs, project: plain, branch: 'staging', color: 'none', compose: ['stack.yml'] },
    },
  })
  const again = await cli.redhook(['init', '--json'], { deps: { openInit } })
  const { entries } = JSON.parse(again.stdout) as { entries: { projects: string[] }[] }
  expect(entries.flatMap(({ projects }) => projects)).not.toContain(colored)
})
