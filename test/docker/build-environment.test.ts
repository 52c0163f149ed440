import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shellService } from '../support/docker-images.ts'
import { minimalEnvironment, openDockerProject } from '../support/docker-project.ts'
import { buildAll } from '../support/walk.ts'

it.each([
  ['starts no git', {}, false],
  ['starts git where somebody wants to know of it', { BUILDX_GIT_INFO: '1' }, true],
])('a build %s', async (_, wanted, isAsked) => {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-no-git-'))
  const asked = join(folder, 'asked')
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/git'), `#!/bin/sh\n: > '${asked}'\nexit 1\n`)
  chmodSync(join(folder, 'bin/git'), 0o755)
  try {
    const environment = minimalEnvironment()
    const path = `${join(folder, 'bin')}:${environment.PATH}`
    await using project = openDockerProject({ ...environment, PATH: path, ...wanted })
    // Only what looks like a checkout is asked about.
    project.write({ Dockerfile: 'FROM redhook-test/busybox:1\n', '.git/HEAD': 'ref: refs/heads/main\n' })
    project.services({ web: shellService('sleep 1000', { build: '.', image: undefined }) })
    await buildAll(await project.target(), project.ports, project.context)
    expect(existsSync(asked)).toBe(isAsked)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
