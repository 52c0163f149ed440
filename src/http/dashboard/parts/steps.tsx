import type { Step, StepName } from '../../../core/deployment/deployment.ts'
import { formatDuration } from '../../../core/durations.ts'
import { Icon, type IconName } from './icon.tsx'

const words: Readonly<Record<StepName, string>> = {
  sync: 'Sync',
  plan: 'Plan',
  build: 'Build',
  before: 'Before',
  up: 'Up',
  verify: 'Verify',
  after: 'After',
  report: 'Report',
  rollback: 'Roll back',
}

const marks: Readonly<Record<Step['result'], { icon: IconName; tone: string; word: string }>> = {
  running: { icon: 'run', tone: 'busy', word: 'running' },
  done: { icon: 'check', tone: 'good', word: 'done' },
  failed: { icon: 'cross', tone: 'bad', word: 'failed' },
  interrupted: { icon: 'stop', tone: 'still', word: 'interrupted' },
}

/** The steps in their order, each with how it ended, how long it took, and where in the whole that was. */
export function Steps({ steps, now }: { steps: readonly Step[]; now: number }) {
  const first = steps[0]?.startedAt ?? now
  const end = Math.max(...steps.map(step => endOf(step, now)), first + 1)
  return (
    <ol class="steps">
      {steps.map(step => (
        <StepRow step={step} now={now} span={{ first, end }} />
      ))}
    </ol>
  )
}

const endOf = ({ startedAt, durationMs }: Step, now: number): number =>
  durationMs === undefined ? now : startedAt + durationMs

interface StepRowProps {
  readonly step: Step
  readonly now: number
  readonly span: { readonly first: number; readonly end: number }
}

function StepRow({ step, now, span }: StepRowProps) {
  const { icon, tone, word } = marks[step.result]
  const share = (at: number) => ((at - span.first) / (span.end - span.first)) * 100
  const from = Math.min(Math.max(share(step.startedAt), 0), 99)
  const width = Math.max(share(endOf(step, now)) - from, 1)
  return (
    <li class={`step-row tone-${tone}`}>
      <Icon name={icon} />
      <span class="step-name">{words[step.name]}</span>
      <svg class="step-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="rail" width="100" height="4" />
        <rect x={from.toFixed(2)} width={width.toFixed(2)} height="4" />
      </svg>
      <span class="step-time">
        <span class="unseen">{word}, </span>
        {step.durationMs === undefined ? (
          <span data-since={String(step.startedAt)}>{formatDuration(now - step.startedAt)}</span>
        ) : (
          formatDuration(step.durationMs)
        )}
      </span>
    </li>
  )
}
