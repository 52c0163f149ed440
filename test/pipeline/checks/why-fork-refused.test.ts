import { expect, it } from 'vitest'
import type { PullRequest } from '../../../src/core/delivery/meaning.ts'
import { whyForkRefused } from '../../../src/pipeline/checks/why-fork-refused.ts'
import type { CheckRun } from '../../../src/pipeline/ports/check-store.ts'
import { testApp } from '../../support/app-samples.ts'
import { pullRequest } from '../../support/pull-request-samples.ts'

const label = 'safe to run'
const labeled: Partial<PullRequest> = { action: 'labeled', label, sender: 'maintainer' }

it.each<[string, { forkLabel?: string; known?: string; mayWrite?: boolean }, Partial<PullRequest>, boolean]>([
  ['the label of somebody who may write', {}, labeled, true],
  ['the label on the head that was known', { known: 'a' }, labeled, true],
  ['the label on a head that nobody knew of', { known: 'b' }, labeled, false],
  ['the label of somebody who may not write', { mayWrite: false }, labeled, false],
  ['the label where the forge does not tell who may write', { mayWrite: undefined as never }, labeled, false],
  ['another label', {}, { ...labeled, label: 'bug' }, false],
  ['the label taken off', {}, { ...labeled, action: 'unlabeled' }, false],
  ['a push', {}, { action: 'updated' }, false],
  ['no label at all in the registry', { forkLabel: undefined as never }, labeled, false],
])('a fork by %s', async (_, given, change, isLetThrough) => {
  const { forkLabel = label, known, mayWrite } = { mayWrite: true, ...given }
  const app = testApp('forkLabel' in given ? {} : { forkLabel })
  const ports = {
    store: { checks: () => (known === undefined ? [] : [{ commit: known } as CheckRun]) },
    providers: { mayWrite: async () => mayWrite },
  }
  const why = await whyForkRefused(app, pullRequest('a', { isFork: true, ...change }), ports)
  expect(why === undefined).toBe(isLetThrough)
})
