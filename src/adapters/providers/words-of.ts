/** What an answer says beside its status: each forge has a form of its own. A page for people says nothing. */
export function wordsOf(text: string): string {
  try {
    return wordsIn(JSON.parse(text))
  } catch {
    return text.includes('<') ? '' : text
  }
}

/** Bitbucket Cloud: `error.message`; Data Center: `errors[].message`; GitLab: `error_description`, or a `message` by fields. */
function wordsIn(answer: unknown): string {
  if (typeof answer === 'string') return answer
  if (Array.isArray(answer)) return answer.map(wordsIn).join('; ')
  if (typeof answer !== 'object' || answer === null) return ''
  const { message, error, errors, error_description: long } = answer as Record<string, unknown>
  const found = message ?? long ?? error ?? errors
  return found === undefined || found === null ? JSON.stringify(answer) : wordsIn(found)
}
