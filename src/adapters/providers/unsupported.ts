import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { ProviderSettings } from '../../core/provider-settings.ts'
import type { Report } from '../../core/report/report.ts'

/** A report that the forge has no place for. */
export const unsupported = ({ name }: ProviderSettings, { kind }: Pick<Report, 'kind'>): RedhookError =>
  new RedhookError(`${providerTitles[name]} takes no ${kind} from here`, {
    code: 'PROVIDER_FAILED',
    hint: 'Leave it out below report: of the app.',
  })
