import type { ContainerRef } from '../../pipeline/ports/docker.ts'
import type { Inspected } from './inspected.ts'

/** The short calls that every deployment makes many of, by whichever way. Labels as `name` or `name=value`. */
export interface Engine {
  /** Containers that have all these labels, running or not, or only running ones. */
  list(labels: readonly string[], options: { all: boolean; signal?: AbortSignal }): Promise<Listed[]>
  /** Undefined when one of them is gone. */
  inspect(ids: readonly string[], signal?: AbortSignal): Promise<Inspected[] | undefined>
  /** Those of these images that are there. */
  images(names: readonly string[], signal?: AbortSignal): Promise<ImageNames[]>
  /** Images whose repository begins so. */
  imagesLike(repositoryPrefix: string, signal?: AbortSignal): Promise<ImageNames[]>
  /** Ids of images that have lost their name, with this label. */
  nameless(label: string, signal?: AbortSignal): Promise<string[]>
  /** @throws RedhookError ENGINE_UNREACHABLE with the engine's words, also where the image is not there */
  tag(image: string, name: string, signal?: AbortSignal): Promise<void>
  /** Names that are not there, and the last name of an image in use, are passed over. */
  untag(names: readonly string[], signal?: AbortSignal): Promise<void>
}

/** A container with the folder Compose was started in; empty for one of another kind. */
export interface Listed {
  readonly ref: ContainerRef
  readonly folder: string
}

/** An image with all its names. */
export interface ImageNames {
  /** `sha256:…` */
  readonly id: string
  readonly tags: readonly string[]
  readonly digests: readonly string[]
}
