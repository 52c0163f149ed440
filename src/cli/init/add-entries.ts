import { addToRegistry } from '../../config/edit-registry.ts'
import type { InitEntry } from '../../core/init/plan-init.ts'

const header = `# The registry of Redhook: which repository is deployed where. \`redhook check\` tells what is wrong with it.
repos:
`

/**
 * A registry's text with these apps added: at the end, or beside the others of their repository. Everything that was there stays,
 * letter by letter. Without a text a new registry is begun.
 * @throws RedhookError CONFIG_INVALID where it can't be added to
 */
export const addEntries = (text: string | undefined, entries: readonly InitEntry[]): string =>
  entries.reduce((before, { repository, app }) => addToRegistry(before, repository, { ...app }), text ?? header)

/** These apps alone, as they would stand in a registry. */
export const formatEntries = (entries: readonly InitEntry[]): string => addEntries('repos:\n', entries)
