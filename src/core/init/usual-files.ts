import { pickComposeFiles } from '../pick-target.ts'
import type { ProjectPlace } from './found-project.ts'

/** The Compose files that `compose: env` picks in this folder, relative to it; undefined where it picks none. */
export function usualFiles({ env, existing }: Pick<ProjectPlace, 'env' | 'existing'>): readonly string[] | undefined {
  try {
    const { DEBUG } = env
    return pickComposeFiles('env', DEBUG === undefined ? {} : { DEBUG }, new Set(existing))
  } catch {
    return undefined
  }
}
