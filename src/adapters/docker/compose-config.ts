/** The output of `docker compose config --format json`, as far as it is read. It holds secrets in clear. */
export interface ComposeConfig {
  readonly services?: Readonly<Record<string, ConfigService>>
  readonly configs?: Definitions
  readonly secrets?: Definitions
  readonly networks?: Definitions
  readonly volumes?: Definitions
}

export type Definitions = Readonly<Record<string, Definition>>

/** A config, secret, network or volume at the top level. */
export interface Definition {
  readonly file?: string
  readonly environment?: string
  readonly driver_opts?: Readonly<Record<string, string>>
}

export interface ConfigService {
  readonly image?: string
  readonly build?: ConfigBuild
  readonly pull_policy?: string
  readonly platform?: string
  readonly profiles?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly restart?: boolean }>>
  readonly volumes?: readonly ConfigVolume[]
  readonly volumes_from?: readonly string[]
  readonly configs?: readonly Referrer[]
  readonly secrets?: readonly Referrer[]
  readonly networks?: Readonly<Record<string, unknown>>
  readonly scale?: number
  readonly deploy?: { readonly replicas?: number }
  readonly container_name?: string
  readonly ports?: readonly ConfigPort[]
  readonly healthcheck?: { readonly test?: readonly string[] | null; readonly disable?: boolean }
}

export interface ConfigPort {
  readonly host_ip?: string
  readonly published?: string | number
  readonly protocol?: string
}

export interface ConfigVolume {
  readonly type?: string
  readonly source?: string
}

/** Something that names a definition. */
export interface Referrer {
  readonly source?: string
}

export interface ConfigBuild {
  readonly context?: string
  readonly dockerfile?: string
  readonly dockerfile_inline?: string
  readonly additional_contexts?: Readonly<Record<string, string>>
  readonly args?: Readonly<Record<string, string | null>>
  readonly target?: string
  readonly secrets?: readonly Referrer[]
}

/** Compose doubles each `$` on its way out, so that its output could be read in again. */
export const parseConfig = (json: string): ComposeConfig =>
  JSON.parse(json, (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('$$', '$') : value,
  ) as ComposeConfig
