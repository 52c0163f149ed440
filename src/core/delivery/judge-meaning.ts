import { judgeEvent } from './judge-event.ts'
import { whyNothing } from './judge-words.ts'
import { answer, type Judged, type JudgeFacts, type Origin, refuse, type Understood } from './judged.ts'
import type { RepositoryIdentity } from './meaning.ts'
import { type Recognised, recognise } from './recognise.ts'
import { foldCase, formatName } from './repository-name.ts'

/** Decides on what an authentic delivery says. */
export function judgeMeaning(from: Origin, event: string, meaning: Understood, facts: JudgeFacts): Judged {
  const { repository } = meaning
  if (repository === undefined) return { ...judgeAlone(event, meaning), meaning }
  const found = recognise(from.provider, repository, facts)
  const wrongUrl = whyWrongUrl(from, repository, found)
  if (wrongUrl !== undefined) return { ...refuse(403, wrongUrl), meaning }
  if (found.refused !== undefined) return { ...refuseStranger(event, meaning, found.refused, found), meaning }
  const judged = judgeEvent(from, event, meaning, found, facts)
  const { warning, remember } = found
  if (warning === undefined && remember === undefined) return judged
  return {
    ...judged,
    ...(remember === undefined ? {} : { remember }),
    ...(warning === undefined ? {} : { warning, reason: `${judged.reason}. ${warning}` }),
  }
}

/** What deploys nothing anyway need not be refused. */
function refuseStranger(event: string, { kind, repository }: Understood, why: string, { entry }: Recognised): Judged {
  if (kind === 'other' || repository === undefined) return answer('ignored', whyNothing(event))
  const stranger = { repository: formatName(repository), apps: entry.apps.map(({ name }) => name) }
  return kind === 'ping'
    ? { ...answer('pong', `the hook works, but ${why}`), suspicious: true, stranger }
    : { ...refuse(403, why), stranger }
}

/** What is about no repository. */
function judgeAlone(event: string, meaning: Understood): Judged {
  if (meaning.kind === 'ping') return answer('pong', 'the hook works')
  if (meaning.kind !== 'installation') return answer('ignored', whyNothing(event))
  const { change, account } = meaning
  const happened =
    change === 'created' ? 'was installed' : change === 'deleted' ? 'was removed' : 'has other repositories now'
  const where = account === undefined ? '' : ` at ${account}`
  return {
    ...answer('ignored', `the GitHub App ${happened}${where}: its installations are looked up anew`),
    isPending: true,
  }
}

/** A repository with its own secret is heard at its own URL alone, and nobody else is heard there. */
function whyWrongUrl(
  { own }: Origin,
  repository: RepositoryIdentity,
  { entry: { secrets }, name }: Recognised,
): string | undefined {
  if (own === undefined) {
    return secrets.length > 0
      ? `${formatName(name)} has its own secret, so its hook belongs to the URL that ends with its name`
      : undefined
  }
  return foldCase(formatName(name)) === foldCase(formatName(own))
    ? undefined
    : `this URL belongs to ${formatName(own)}, not to ${formatName(repository)}`
}
