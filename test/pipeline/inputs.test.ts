import { expect, it } from 'vitest'
import type { Deployment } from '../../src/core/deployment/deployment.ts'
import { whatChanged } from '../../src/pipeline/inputs.ts'
import { testApp } from '../support/app-samples.ts'

const hashes = (content: string) => ({ hashes: { '.env': content, 'keys.pem': content }, composeFiles: [] })

it('leaves what git changed to the diff, but for watched files: they count whoever changed them', () => {
  const app = testApp({ dir: 'app', watch: ['keys.pem'] })
  const live = { inputs: hashes('1') } as unknown as Deployment
  const names = (...pushed: string[]) =>
    whatChanged(
      app,
      hashes('2'),
      [live],
      pushed.map(path => ({ path, status: 'modified' })),
    ).map(({ name }) => name)
  expect(names()).toEqual(['.env', 'keys.pem'])
  expect(names('app/.env', 'app/keys.pem')).toEqual(['keys.pem'])
})
