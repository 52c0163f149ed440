import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'

/** An app of the registry in force. @throws RedhookError APP_UNKNOWN with those there are */
export type FindApp = (name: string) => App

/** Finds apps by name. */
export const createFindApp =
  (apps: () => readonly App[]): FindApp =>
  name => {
    const app = apps().find(candidate => candidate.name === name)
    if (!app) throw unknownApp(name, apps())
    return app
  }

function unknownApp(name: string, apps: readonly App[]): RedhookError {
  const known = apps.map(app => app.name).join(', ')
  return new RedhookError(`There is no app ${JSON.stringify(name)} in the registry`, {
    code: 'APP_UNKNOWN',
    hint: known === '' ? 'The registry has no apps yet.' : `The apps are: ${known}.`,
  })
}
