import { describe, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { ApiApp, ApiDeployment, ApiLogLine, ApiVersion } from '../../../src/cli/api.ts'
import type { AppJson } from '../../../src/http/api/app-json.ts'
import type { DeploymentJson } from '../../../src/http/api/deployment-json.ts'
import type { logLineSchema } from '../../../src/http/api/log-line.ts'
import type { KeptVersionJson } from '../../../src/http/api/version-json.ts'

/** What arrives: JSON has no undefined. */
type Sent<T> = T extends object ? { [Key in keyof T]: Sent<Exclude<T[Key], undefined>> } : T

describe('the command line takes answers for what the API says they are', () => {
  it('deployments', () => expectTypeOf<Sent<DeploymentJson>>().toExtend<Omit<ApiDeployment, 'error' | 'plan'>>())
  it('apps', () => expectTypeOf<Sent<Omit<AppJson, 'last'>>>().toExtend<Omit<ApiApp, 'last'>>())
  it('versions', () => expectTypeOf<Sent<KeptVersionJson>>().toExtend<ApiVersion>())
  it('lines of logs', () => expectTypeOf<Sent<z.infer<typeof logLineSchema>>>().toExtend<ApiLogLine>())
})
