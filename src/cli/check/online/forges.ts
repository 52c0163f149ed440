import { type ProviderName, providerNames, providerTitles } from '../../../core/provider.ts'
import type { ProviderSettings } from '../../../core/provider-settings.ts'
import { bad, type Finding, ok, warn } from '../finding.ts'
import { limited, type OnlineContext } from './online-context.ts'
import { parseExpiry, tokenQuestion } from './token-question.ts'

/** Further off, and signatures with a time in them are refused. */
const mostSkewMs = 30_000
const soonMs = 14 * 24 * 3_600_000

/** Each forge that has a token or an App takes it, says until when, and agrees on the time. */
export async function checkForges(context: OnlineContext): Promise<Finding[]> {
  const configured = providerNames.map(name => context.config.providers[name]).filter(hasAccess)
  const found = await Promise.all(configured.map(settings => checkForge(settings, context)))
  return found.flat()
}

const hasAccess = ({ token, app }: ProviderSettings): boolean => token !== undefined || app !== undefined

async function checkForge(settings: ProviderSettings, context: OnlineContext): Promise<Finding[]> {
  const { name, apiUrl } = settings
  if (apiUrl === undefined) return []
  const question = tokenQuestion(settings, apiUrl)
  try {
    // A redirect would take the token with it.
    const asking = { headers: question.headers, redirect: 'manual' as const, signal: limited(context.signal) }
    const answer = await fetch(question.url, asking)
    const body = await answer.text()
    return [
      ...checkClock(name, answer, context),
      ...(question.showsToken ? [checkToken(settings, answer, body, context)] : []),
    ]
  } catch (error) {
    context.signal.throwIfAborted()
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const message = `${apiUrl} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`
    return [bad('forge', message, 'Check apiUrl, DNS, the firewall and the proxy.', providerTitles[name])]
  }
}

function checkClock(name: ProviderName, answer: Response, { now }: OnlineContext): Finding[] {
  const there = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(there)) return []
  const skew = now() - there
  const title = providerTitles[name]
  if (Math.abs(skew) <= mostSkewMs) return [ok('clock', `agrees with ${title}`)]
  const seconds = Math.round(Math.abs(skew) / 1_000)
  const message = `this machine is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} ${title}`
  return [bad('clock', message, 'Set the clock: timedatectl set-ntp true.')]
}

function checkToken(
  settings: ProviderSettings,
  answer: Response,
  body: string,
  { now, ports }: OnlineContext,
): Finding {
  const title = providerTitles[settings.name]
  const where = `providers.${settings.name}.token`
  if (answer.status === 401)
    return bad('forge', 'the token is not accepted', `Make a new one and put it into ${where}.`, title)
  if (!answer.ok)
    return warn(
      'forge',
      `it answered ${answer.status} when asked for the token`,
      answer.status < 400 ? 'Write the address that the API has into apiUrl.' : 'Look at its permissions there.',
      title,
    )
  const ends = parseExpiry(settings.name, answer.headers, body)
  const { api, statuses } = ports.forge.abilities({ provider: settings.name, name: '' })
  const may = [...(statuses ? ['statuses'] : []), ...(api ? ['hooks and keys'] : [])].join(', ')
  if (ends === undefined) return ok('forge', `the token is accepted, for ${may}`, title)
  const day = new Date(ends).toISOString().slice(0, 10)
  return ends - now() < soonMs
    ? warn('forge', `the token ends on ${day}`, `Make a new one and put it into ${where}.`, title)
    : ok('forge', `the token is accepted until ${day}, for ${may}`, title)
}
