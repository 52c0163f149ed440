/**
 * A resolved Compose project, as far as decisions need it. Paths are absolute and real: symlinks are followed where the path exists.
 * No value of an environment stands in it in clear.
 */
export interface ComposeModel {
  readonly composeVersion: string
  /** Services of the active profiles, by name. */
  readonly services: readonly ServiceModel[]
  /** Names of services whose profiles are not active, as the files tell them. */
  readonly inactive: readonly string[]
  /** Variables that are referred to, have no default and are set nowhere. */
  readonly unset: readonly string[]
  /** The Compose files, and those they take in by `include` and `extends`. */
  readonly files: readonly string[]
  /** Files that take part can't all be told (a remote include, a variable in a path): any YAML file may be one. */
  readonly mayTakeInOthers: boolean
}

export interface ServiceModel {
  readonly name: string
  /** The image it runs; for one that is built here without `image`, Compose's own name for it. */
  readonly image: string
  readonly pullPolicy?: string
  /** Present if and only if it is built here. */
  readonly build?: BuildModel
  readonly mounts: readonly Mount[]
  /** Absolute; also those that do not exist. */
  readonly envFiles: readonly string[]
  readonly dependsOn: readonly ModelDependency[]
  readonly profiles: readonly string[]
  /** How many containers it wants (`scale`, `deploy.replicas`); absent: one. */
  readonly replicas?: number
  /** `container_name`, where the Compose file fixes one. */
  readonly containerName?: string
  /** Ports of this machine that are fixed: `[address:]port/protocol`, or a range `from-to`; one the engine picks is not among them. */
  readonly publishedPorts: readonly string[]
  /** Whether the Compose file has a healthcheck for it that is not disabled; one of the image can't be seen. */
  readonly hasHealthcheck: boolean
  /**
   * A keyed hash of each section of the resolved definition (`build`, `environment`, `volumes`, …), by its name. What a service
   * refers to (configs, secrets, networks, volumes) is hashed with the section that refers to it. Where its symlinks lead to has
   * sections of its own, `linkSections`.
   */
  readonly sections: Readonly<Record<string, string>>
}

/** The sections for symlinks on the way to what a service is built from, and to what is mounted into it. */
export const linkSections = { build: 'build symlinks', mounts: 'mounted symlinks' } as const

/** A service this one waits for; `restart`: Compose restarts this one with it. */
export interface ModelDependency {
  readonly service: string
  readonly restart: boolean
}

/** A path of the host that the service's containers see. `directory` also where nothing is there yet: the engine makes one. */
export interface Mount {
  readonly kind: 'file' | 'directory' | 'config' | 'secret'
  readonly source: string
}

export interface BuildModel {
  /** Absent for a remote context: nothing of it can be told. */
  readonly context?: BuildContext
  /** Absolute; absent for an inline or a remote one. */
  readonly dockerfile?: string
  /** Further local contexts (`additional_contexts`). */
  readonly contexts: readonly BuildContext[]
  /** Files that the build is given as secrets. */
  readonly secretFiles: readonly string[]
  /** Images its Dockerfile starts or copies from, as written with arguments filled in; stages are not among them. */
  readonly uses: readonly string[]
  /** Services whose image is one of its contexts (`service:name`). */
  readonly usesServices: readonly string[]
  /** Whether `uses` is all there is: false where the Dockerfile could not be read or an argument not be filled in. */
  readonly isUnderstood: boolean
  /** Equal for services whose builds are the same but for the name of the image. */
  readonly key: string
}

/** A folder that is sent to the builder, but for what its ignore file excludes. */
export interface BuildContext {
  readonly folder: string
  /**
   * `<Dockerfile>.dockerignore` where there is one, even an empty one, else the folder's own `.dockerignore`. For a further context
   * its own `.dockerignore` alone: BuildKit looks for no other there (engines before 23 know no further contexts).
   */
  readonly ignore?: { readonly file: string; readonly text: string }
}

/** What of a model is kept with a deployment, to be compared by the next one: keyed hashes alone. */
export interface ModelPrint {
  readonly composeVersion: string
  /** By service: by section. */
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The print of a model. */
export const printModel = ({ composeVersion, services }: ComposeModel): ModelPrint => ({
  composeVersion,
  services: Object.fromEntries(services.map(({ name, sections }) => [name, sections])),
})
