import { stringify } from 'yaml'

/** An entry of `repos` as it stands in a registry: its lines, indented by two, each with its line end. */
export const renderEntry = (repository: string, app: object): string =>
  indent(stringify({ [repository]: app }, { lineWidth: 0 }), 2)

/** An app as a block: its lines, the first one after a dash. */
export const renderItem = (app: object): string => stringify([app], { lineWidth: 0 })

/** An app on one line, in braces. */
export const renderFlow = (value: unknown): string =>
  stringify(value, { lineWidth: 0, collectionStyle: 'flow', flowCollectionPadding: true }).trimEnd()

/** Each line that has something on it, moved to the right. */
export const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by))
