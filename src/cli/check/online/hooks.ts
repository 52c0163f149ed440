import { toFailure } from '../../../core/errors.ts'
import { providerTitles } from '../../../core/provider.ts'
import { forgePages } from '../../add/forge-pages.ts'
import { homeOf } from '../../add/home-of.ts'
import { hookPath } from '../../add/hook-place.ts'
import { bad, type Finding, failed, ok, warn } from '../finding.ts'
import { mapBounded } from '../map-bounded.ts'
import { bounds, limited, type OnlineContext, type Repository, repositoriesOf } from './online-context.ts'
import { alternatives, wantedEvents } from './wanted-events.ts'

/** Each repository has a webhook that leads here, is switched on, sends what its apps need, and got through the last time. */
export async function checkHooks(context: OnlineContext): Promise<Finding[]> {
  const { config, ports } = context
  const repositories = repositoriesOf(config.apps).filter(({ apps }) => apps.some(needsHook))
  const mayAsk = (repository: Repository) => ports.forge.abilities(repository).api
  const unasked = repositories
    .filter(repository => !mayAsk(repository))
    .map(repository => notAsked(context, repository))
  const asked = repositories.filter(mayAsk)
  const { publicUrl } = config.server
  if (publicUrl === undefined) return [...unasked, ...(asked.length > 0 ? [withoutUrl] : [])]
  const found = await mapBounded(asked, bounds.atOnce, one => checkHook(one, publicUrl, context))
  return [...unasked, ...found.flat()]
}

const needsHook = ({ on, pollMs }: Repository['apps'][number]): boolean => on.length > 0 && pollMs === undefined

const withoutUrl = warn(
  'webhook',
  'server.publicUrl is not set: nobody can tell which webhook leads here',
  'Set it to how the forge reaches this machine, then check again.',
)

function notAsked({ config }: OnlineContext, { provider, name, apps }: Repository): Finding {
  const home = homeOf(config, provider, apps[0]?.url)
  const page =
    home === undefined ? `the webhooks of ${name}` : forgePages(provider, home, name).hook.replace(/\/new$/, '')
  const remedy = `See the recent deliveries at ${page}, or set providers.${provider}.token.`
  return warn('webhook', `${providerTitles[provider]} was not asked: it needs a token`, remedy, name)
}

async function checkHook(repository: Repository, publicUrl: string, context: OnlineContext): Promise<Finding[]> {
  const { config, ports, signal } = context
  const { provider, name } = repository
  const hasOwn = config.repositorySecrets.has(name.toLowerCase())
  const url = `${publicUrl}${hookPath(config.server.webhookPath, provider, name, hasOwn)}`
  try {
    const hook = await ports.forge.setup.findHook({ provider, name }, url, limited(signal))
    if (hook !== undefined) return judge(repository, url, hook)
    const remedy = `redhook add ${name} --path ${repository.apps[0]?.path} makes it; nothing else changes.`
    return [bad('webhook', `none leads to ${url}`, remedy, name)]
  } catch (error) {
    signal.throwIfAborted()
    return [failed('webhook', toFailure(error), name)]
  }
}

interface Hook {
  readonly isActive: boolean
  readonly events: readonly string[]
  readonly lastStatus?: string
}

function judge({ provider, name, apps }: Repository, url: string, { isActive, events, lastStatus }: Hook): Finding[] {
  const at = `at ${providerTitles[provider]}, on the hook's page`
  const missing = provider === 'github' ? missingEvents(apps, events) : []
  const findings = [
    ...(isActive ? [] : [bad('webhook', `${url} is switched off`, `Make it active ${at}.`, name)]),
    ...(missing.length > 0 ? [bad('webhook', `it does not send ${missing.join(', ')}`, `Tick them ${at}.`, name)] : []),
    ...(isGood(lastStatus)
      ? []
      : [
          warn(
            'webhook',
            `the last delivery ended with ${lastStatus}`,
            `Redeliver it ${at}, once the cause is gone.`,
            name,
          ),
        ]),
  ]
  const last = lastStatus === undefined ? '' : `, last answer ${lastStatus}`
  return findings.length > 0 ? findings : [ok('webhook', `${url}${last}`, name)]
}

const isGood = (status: string | undefined): boolean =>
  status === undefined || !/^(?!2)\d{3}$|fail|timed|disabled/i.test(status)

const missingEvents = (apps: Repository['apps'], sent: readonly string[]): string[] =>
  sent.includes('*')
    ? []
    : wantedEvents(apps).filter(event => !(alternatives[event] ?? [event]).some(one => sent.includes(one)))
