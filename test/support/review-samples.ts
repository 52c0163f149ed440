import type { CheckRun } from '../../src/pipeline/ports/check-store.ts'
import type { PreviewView } from '../../src/pipeline/previews/previews-door.ts'

const minute = 60_000
const commit = '4f2a9c1e7b3d5f60a1b2c3d4e5f60718293a4b5c'

type Changes<T> = (at: number) => Partial<T>

const failed = {
  code: 'CHECK_FAILED',
  message: 'Step 2 of 3 ended with exit code 1: npm test',
  hint: 'Read the log of the step, correct the commit, and push again.',
  evidence: [{ exitCode: 1, log: ['not ok 4 - the basket keeps its coupons', '# fail 1'] }],
} as const

const forkWords =
  'It comes from a fork: somebody who may write to the repository has to put the label "safe to run" on.'

const checks: readonly Changes<CheckRun>[] = [
  at => ({
    state: 'running',
    number: 131,
    headBranch: 'feature/coupons',
    startedAt: at - 40_000,
    createdAt: at - minute,
  }),
  at => ({ state: 'queued', app: 'blog', number: 12, headBranch: 'renovate/all-minor-patch', createdAt: at - minute }),
  at => ({
    ...{ state: 'failed', number: 130, headBranch: 'fix/the-basket-forgets-what-was-in-it-after-a-restart' },
    ...{ startedAt: at - 20 * minute, finishedAt: at - 18 * minute },
    reason: failed.message,
    error: failed,
  }),
  at => ({ state: 'succeeded', number: 129, startedAt: at - 60 * minute, finishedAt: at - 58 * minute }),
  at => ({
    ...{
      state: 'skipped',
      app: 'api-gateway',
      number: 77,
      isFork: true,
      attempts: 0,
      headBranch: 'main',
      finishedAt: at - 90 * minute,
    },
    reason: forkWords,
  }),
  at => ({
    ...{ state: 'cancelled', number: 129, finishedAt: at - 120 * minute },
    reason: 'A newer commit took its place',
  }),
]

/** Checks of pull requests in every state, newest first. */
export const sampleChecks = (at: number): CheckRun[] =>
  checks.map((changes, index): CheckRun => {
    const { app = 'shop', ...changed } = changes(at)
    return {
      ...{ id: 48 - index, app, repository: `acme/${app}`, number: 129, commit, headBranch: 'feature/search' },
      ...{ isFork: false, state: 'queued', attempts: 1, createdAt: at - (1 + index * 20) * minute },
      ...changed,
    }
  })

const previews: readonly Changes<PreviewView>[] = [
  () => ({ number: 131, title: 'Let the basket keep its coupons', address: 'http://staging.example.org:20001' }),
  () => ({
    ...{ number: 12, app: 'blog', title: 'Upgrade everything that is minor', headBranch: 'renovate/all-minor-patch' },
    author: 'renovate[bot]',
  }),
  () => ({
    ...{
      number: 77,
      app: 'api-gateway',
      state: 'refused',
      isFork: true,
      title: 'Answer in Español, too',
      author: 'mallory',
    },
    reason: forkWords,
  }),
  () => ({
    ...{ number: 128, state: 'waiting', title: 'Say what is missing in the form, in words that people understand' },
    reason: 'Previews of newer pull requests have the places; 3 may live at once.',
  }),
  at => ({ number: 127, state: 'removing', title: 'Mails in plain text', closedAt: at - minute }),
  at => ({ number: 119, state: 'gone', title: 'Search by color', closedAt: at - 3_000 * minute }),
]

/** Previews of pull requests in every state, newest first. */
export const samplePreviews = (at: number): PreviewView[] =>
  previews.map((changes, index): PreviewView => {
    const changed = changes(at)
    const { app = 'shop', number = 1 } = changed
    return {
      ...{ app, number, name: `pr${number}-${app}`, repository: `acme/${app}`, title: '', author: 'ann' },
      ...{
        url: `https://github.com/acme/${app}/pull/${number}`,
        base: 'main',
        headBranch: 'feature/coupons',
        head: commit,
      },
      ...{
        isFork: false,
        state: 'live',
        ports: {},
        openedAt: at - 400 * minute,
        updatedAt: at - (3 + index * 55) * minute,
      },
      ...changed,
    }
  })
