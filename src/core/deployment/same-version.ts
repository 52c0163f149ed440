import type { Version } from './deployment.ts'

/** What was made live once; `version` is absent where nothing was written down of it. */
interface MadeLive {
  readonly version?: Version
}

/** The same commit in the same images, as after `redhook deploy` without anything new, or after a rollback. */
export function isSameVersion(version: Version | undefined, other: Version | undefined): boolean {
  if (version === undefined || other === undefined) return false
  return version.commit === other.commit && printImages(version) === printImages(other)
}

/** Each version once, where it comes first. */
export const eachVersion = <T extends MadeLive>(made: readonly T[]): T[] =>
  made.filter(({ version }, index) => !made.slice(0, index).some(before => isSameVersion(before.version, version)))

/** From the start on as many as hold `most` different versions; all, where there are not so many. */
export function withVersions<T extends MadeLive>(made: readonly T[], most: number): readonly T[] {
  const last = eachVersion(made)[most - 1]
  return last === undefined ? made : made.slice(0, made.indexOf(last) + 1)
}

const printImages = ({ images }: Version): string =>
  images
    .map(({ service, id }) => `${service} ${id}`)
    .sort()
    .join()
