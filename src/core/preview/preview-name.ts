/** The name of a preview's app, and of its Compose project after the color: `pr12-shop`. */
export const previewName = (app: string, number: number): string => `pr${number}-${app}`

/** The placeholders of `previews.url`. */
export interface AddressParts {
  readonly number: number
  /** The port that people are sent to. */
  readonly port: number | undefined
  /** The Compose project, color included. */
  readonly project: string
}

/**
 * Where people find a preview: as `previews.url` says, else at its port of the machine that `publicUrl` names; undefined where neither is
 * known.
 */
export function previewAddress(
  url: string | undefined,
  publicUrl: string | undefined,
  { number, port, project }: AddressParts,
): string | undefined {
  if (url !== undefined) {
    const parts: Readonly<Record<string, string>> = { number: String(number), port: String(port ?? ''), project }
    return url.replaceAll(/\{(number|port|project)\}/g, (_, name: string) => parts[name] ?? '')
  }
  const host = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.hostname
  return host === undefined || host === '' || port === undefined ? undefined : `http://${host}:${port}`
}
