import type { Notice } from '../../core/notice/notice.ts'

/** `3f2a91c0de fix the cart (Ada)`, one a line, and how many more there are. */
export function commitLines({ commits, moreCommits }: Notice): string[] {
  const lines = commits.map(({ commit, subject, author }) => `${commit} ${subject} (${author})`)
  return moreCommits > 0 ? [...lines, `… and ${moreCommits} more`] : lines
}

/** The whole notice as plain text. */
export function plainNotice(notice: Notice): string {
  const { why, hint, facts, log, links } = notice
  const commits = commitLines(notice)
  const parts = [
    ...(why === undefined ? [] : [why]),
    ...(hint === undefined ? [] : [`What to do: ${hint}`]),
    facts.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    ...(commits.length > 0 ? [`Commits:\n${commits.map(line => `  ${line}`).join('\n')}`] : []),
    ...(log.length > 0 ? [`Last log lines:\n${log.map(line => `  ${line}`).join('\n')}`] : []),
    links.map(({ text, url }) => `${text}: ${url}`).join('\n'),
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

/** A sign that shows at a glance how it went. */
export const sign = ({ tone }: Pick<Notice, 'tone'>): string => ({ good: '✅', bad: '❌', neutral: 'ℹ️' })[tone]
