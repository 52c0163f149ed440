/** The repository of the names under which Redhook keeps images from being cleared away. */
export const versionRepository = 'redhook/version'

/** A tag may have 128 characters. */
const longestTag = 128

/**
 * The name that keeps an image of a version: `redhook/version:<project>.<mark>.<service>`. The mark is the id of the deployment that
 * made the version live, or `before-<id>` for what ran before a first deployment.
 */
export const formatVersionTag = (project: string, mark: string, service: string): string =>
  `${versionRepository}:${`${project}.${mark}.${service}`.slice(0, longestTag)}`

/** Project and mark of such a name; undefined for any other name. */
export function parseVersionTag(name: string): { readonly project: string; readonly mark: string } | undefined {
  const [, project, mark] = /^redhook\/version:([^.]+)\.([^.]+)\./.exec(name) ?? []
  return project === undefined || mark === undefined ? undefined : { project, mark }
}
