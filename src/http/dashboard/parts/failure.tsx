import type { Evidence, Failure } from '../../../core/errors.ts'
import { clean } from '../text/clean.ts'
import { Ansi } from './log-line.tsx'

/** What was found, what to do, and what the failed services showed. */
export const FailureView = ({ error: { code, message, hint, evidence = [] } }: { error: Failure }) => (
  <div class="failure">
    <p class="failure-message">
      {message.split('\n').map((line, index) => (index === 0 ? clean(line) : [<br />, clean(line)]))}
    </p>
    {hint ? (
      <p class="failure-hint">
        <strong>What to do:</strong> {clean(hint)}
      </p>
    ) : null}
    {evidence.map(one => (
      <EvidenceView evidence={one} />
    ))}
    <p class="small muted">
      Code <code>{code}</code>
    </p>
  </div>
)

function EvidenceView({ evidence: { service, container, state, exitCode, health, log = [] } }: { evidence: Evidence }) {
  const facts = [state, exitCode === undefined ? undefined : `exit code ${exitCode}`, health && `health: ${health}`]
  const told = facts.filter(Boolean).join(', ')
  const subject = service ?? container
  return (
    <figure class="evidence">
      <figcaption>
        {subject ? <strong>{clean(subject)}</strong> : 'Last lines'}
        {told === '' ? '' : `${subject ? '' : ','} ${clean(told)}`}
      </figcaption>
      {log.length > 0 ? <pre tabindex={0}>{log.map(line => [<Ansi text={line} />, '\n'])}</pre> : null}
    </figure>
  )
}
