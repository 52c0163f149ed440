import type { Finding } from '../check/finding.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'

const marks = {
  ok: ['green', '✔'],
  warn: ['yellow', '!'],
  error: ['red', '✘'],
} as const

/** One line a finding, with what to do below it; then how many there are of what kind. */
export function formatFindings(findings: readonly Finding[], paint: Paint): string {
  const width = Math.max(...findings.map(({ area }) => area.length), 0)
  return [...findings.map(finding => formatFinding(finding, width, paint)), formatCount(findings)].join('')
}

function formatFinding({ severity, area, subject, message, remedy }: Finding, width: number, paint: Paint): string {
  const [color, mark] = marks[severity]
  const about = subject === undefined ? '' : `${clean(subject)}: `
  const line = `${paint(color, mark)} ${area.padEnd(width)}  ${about}${clean(message)}\n`
  return remedy === undefined
    ? line
    : `${line}${' '.repeat(width + 4)}${paint('bold', 'what to do:')} ${clean(remedy)}\n`
}

function formatCount(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']) => findings.filter(finding => finding.severity === severity).length
  const [errors, warnings] = [count('error'), count('warn')]
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
  return errors + warnings === 0
    ? 'Everything is in order.\n'
    : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}.\n`
}
