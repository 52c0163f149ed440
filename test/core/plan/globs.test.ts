import { describe, expect, it } from 'vitest'
import { createGlobs } from '../../../src/core/plan/globs.ts'

const rows: [glob: string, path: string, matches: boolean][] = [
  ['Dockerfile*', 'Dockerfile', true],
  ['Dockerfile*', 'services/web/Dockerfile.prod', true],
  ['Dockerfile*', 'docs/NotADockerfile', false],
  ['*.dockerignore', 'web/Dockerfile.dockerignore', true],
  ['.dockerignore', '.dockerignore', true],
  ['.env', 'app/.env', true],
  ['.env', 'app/.env.example', false],
  ['requirements*.txt', 'api/requirements-dev.txt', true],
  ['shared/**', 'shared/lib/a.ts', true],
  ['shared/**', 'web/shared/lib/a.ts', false],
  ['shared/', 'shared/lib/.hidden', true],
  ['/deploy/*.yml', 'deploy/web.yml', true],
  ['./deploy/*.yml', 'deploy/web.yml', true],
  ['**/go.mod', 'go.mod', true],
  ['*.{md,txt}', 'docs/README.md', true],
  ['!important', '!important', true],
  ['composer.*', 'composer.json', true],
  ['shared/', 'shared/a\nb.ts', true],
]

describe('globs', () => {
  it.each(rows)('%s against %s: %s', (glob, path, matches) => {
    expect(createGlobs([glob])(path)).toBe(matches ? glob : undefined)
  })

  it('names the first glob that matches', () => {
    expect(createGlobs(['*.md', 'docs/**'])('docs/a.md')).toBe('*.md')
  })
})
