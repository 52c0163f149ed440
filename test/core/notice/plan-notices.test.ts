import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NoticeKind } from '../../../src/core/notice/kinds.ts'
import { type Ended, planNotices, repeatMs } from '../../../src/core/notice/plan-notices.ts'

const minuteMs = 60_000
const all = ['failed', 'rolled_back', 'recovered'] as const

/** `failed BUILD_FAILED build at 5`, with minutes; in the order of time. */
function read(text: string, index: number): Ended {
  const [, state = '', code, reached, minute = '0'] =
    /^(\w+)(?: ([A-Z_]+))?(?: ([a-z]+))?(?: at (\d+))?$/.exec(text.trim()) ?? []
  return {
    id: index + 1,
    state: state as Ended['state'],
    finishedAt: Number(minute) * minuteMs,
    ...(code === undefined ? {} : { error: { code: code as 'BUILD_FAILED', message: 'm', hint: 'h' } }),
    ...(reached === undefined ? {} : { reached: reached as 'build' }),
  }
}

/** What one channel hears of each of these, one after another: what was told is what it was told. */
function hears(history: readonly string[], on: readonly NoticeKind[] = all): string[] {
  const told: { channel: string; deployment: number }[] = []
  const before: Ended[] = []
  return history.map(read).map(ended => {
    const [notice] = planNotices(ended, { before, told }, [{ channel: 'team', on }])
    before.unshift(ended)
    if (notice === undefined) return '–'
    told.unshift({ channel: 'team', deployment: ended.id })
    const { kind, failures, leftOut } = notice
    return [kind, ...(failures > 0 ? [failures] : []), ...(leftOut > 0 ? [`+${leftOut}`] : [])].join(' ')
  })
}

interface Row {
  readonly title: string
  readonly history: readonly string[]
  readonly on?: readonly NoticeKind[]
  readonly hears: readonly string[]
}

const rows: readonly Row[] = [
  { title: 'success after success is no news', history: ['succeeded', 'succeeded at 1'], hears: ['–', '–'] },
  {
    title: 'success is told to whoever wants it',
    history: ['succeeded', 'succeeded at 1'],
    on: ['succeeded'],
    hears: ['succeeded', 'succeeded'],
  },
  {
    title: 'the first failure at once, and that it is fine again',
    history: ['succeeded', 'failed BUILD_FAILED build at 1', 'succeeded at 2', 'succeeded at 3'],
    hears: ['–', 'failed 1', 'recovered 1', '–'],
  },
  {
    title: 'a failure without any success before',
    history: ['failed CLONE_FAILED sync', 'succeeded at 1'],
    hears: ['failed 1', 'recovered 1'],
  },
  {
    title: 'the same failure again at most once an hour, with the count of those left out',
    history: [
      'failed BUILD_FAILED build at 0',
      'failed BUILD_FAILED build at 10',
      'failed BUILD_FAILED build at 59',
      'failed BUILD_FAILED build at 60',
      'failed BUILD_FAILED build at 61',
      'succeeded at 62',
    ],
    hears: ['failed 1', '–', '–', 'failed 4 +2', '–', 'recovered 5'],
  },
  {
    title: 'another failure at once: another code, another step, another end',
    history: [
      'failed BUILD_FAILED build at 0',
      'failed PULL_FAILED build at 1',
      'failed STEP_TIMEOUT build at 2',
      'failed STEP_TIMEOUT sync at 3',
      'rolled_back STEP_TIMEOUT sync at 4',
    ],
    hears: ['failed 1', 'failed 2', 'failed 3', 'failed 4', 'rolled_back 5'],
  },
  {
    title: 'failures that take turns are each told once an hour',
    history: [
      'failed BUILD_FAILED build at 0',
      'failed PULL_FAILED build at 1',
      'failed BUILD_FAILED build at 2',
      'failed PULL_FAILED build at 3',
    ],
    hears: ['failed 1', 'failed 2', '–', '–'],
  },
  {
    title: 'the same failure at once when it was fine in between',
    history: ['failed BUILD_FAILED build at 0', 'succeeded at 1', 'failed BUILD_FAILED build at 2'],
    hears: ['failed 1', 'recovered 1', 'failed 1'],
  },
  {
    title: 'recovery after a rollback',
    history: ['succeeded', 'rolled_back UNHEALTHY rollback at 1', 'succeeded at 2'],
    hears: ['–', 'rolled_back 1', 'recovered 1'],
  },
  {
    title: 'recovery is told to whoever heard of the failure, though it is not on the list',
    history: ['failed BUILD_FAILED build', 'succeeded at 1', 'succeeded at 2'],
    on: ['failed'],
    hears: ['failed 1', 'recovered 1', '–'],
  },
  {
    title: 'recovery alone, and never beside success',
    history: ['failed BUILD_FAILED build', 'succeeded at 1', 'succeeded at 2'],
    on: ['recovered', 'succeeded'],
    hears: ['–', 'recovered 1', 'succeeded'],
  },
  {
    title: 'success after a failure is just success to whoever wants only that',
    history: ['failed BUILD_FAILED build', 'succeeded at 1'],
    on: ['succeeded'],
    hears: ['–', 'succeeded 1'],
  },
  {
    title: 'nothing of what was skipped, superseded or cancelled, which ends no row of failures either',
    history: ['failed BUILD_FAILED build', 'skipped at 1', 'superseded at 2', 'cancelled at 3', 'succeeded at 4'],
    hears: ['failed 1', '–', '–', '–', 'recovered 1'],
  },
  {
    title: 'nothing of what a person ended, even where the way back was taken',
    history: ['succeeded', 'rolled_back CANCELLED up at 1', 'failed CANCELLED up at 2', 'succeeded at 3'],
    hears: ['–', '–', '–', '–'],
  },
]

describe('who is told what', () => {
  it.each(rows)('$title', ({ history, on, hears: expected }) => {
    expect(hears(history, on)).toEqual(expected)
  })

  it('tells each channel by its own list and by what it heard itself', () => {
    const [first, second] = ['failed BUILD_FAILED build', 'failed BUILD_FAILED build at 1'].map(read)
    if (first === undefined || second === undefined) throw new Error('two deployments')
    const history = { before: [first], told: [{ channel: 'old', deployment: first.id }] }
    const subscriptions = [
      { channel: 'old', on: all },
      { channel: 'new', on: all },
      { channel: 'quiet', on: ['locked'] as const },
    ]
    expect(planNotices(second, history, subscriptions).map(({ channel }) => channel)).toEqual(['new'])
  })

  const ended = fc.record({
    state: fc.constantFrom('failed', 'rolled_back', 'succeeded', 'skipped', 'cancelled', 'superseded'),
    code: fc.constantFrom('BUILD_FAILED', 'UNHEALTHY', 'CANCELLED'),
    after: fc.integer({ min: 0, max: 90 }),
  })

  it('never tells the same failure twice within an hour, and ends each told row with one recovery', () => {
    fc.assert(
      fc.property(fc.array(ended, { maxLength: 40 }), history => {
        let minute = 0
        const texts = history.map(({ state, code, after }) => {
          minute += after
          return `${state}${state === 'failed' || state === 'rolled_back' ? ` ${code} build` : ''} at ${minute}`
        })
        const heard = hears(texts)
        let isDown = false
        const lastAt = new Map<string, number>()
        for (const [index, words] of heard.entries()) {
          const { state, error, finishedAt = 0 } = read(texts[index] ?? '', index)
          const failure = `${state} ${error?.code}`
          if (state === 'succeeded') {
            expect(words.startsWith('recovered')).toBe(isDown)
            isDown = false
            lastAt.clear()
          } else if (/^(failed|rolled_back)/.test(words)) {
            expect(finishedAt - (lastAt.get(failure) ?? -repeatMs)).toBeGreaterThanOrEqual(repeatMs)
            lastAt.set(failure, finishedAt)
            isDown = true
          } else expect(words).toBe('–')
        }
      }),
    )
  })
})
