import { isMapping, type Rule } from './rule.ts'

/** A file or folder of the checkout, symlinks followed. */
export const insideCheckout: Rule = (value, place, judging) => {
  if (typeof value !== 'string') return judging.refuse(place, 'is no path')
  if (isElsewhere(value)) return judging.refuse(place, `is ${value}, which does not lie in the repository`)
  if (isDoubled(value)) return judging.refuse(place, `is ${value}, whose name has a dollar sign`)
  const real = judging.realPath(value)
  if (real === undefined) return judging.refuse(place, `is ${value}, which is not in the repository`)
  if (!judging.isInside(real)) judging.refuse(place, `is ${value}, which leads out of the repository`)
}

/** `https://…`, `git@host:…`, `oci-layout://…` */
const isElsewhere = (path: string): boolean => !path.startsWith('/')

/** Compose doubles each `$` on its way out and halves it on its way in: what is judged and what is run would be two paths. */
const isDoubled = (path: string): boolean => path.includes('$')

/** A further build context: of the checkout, an image, or what another service is built to. */
export const furtherContext: Rule = (value, place, judging) => {
  if (typeof value === 'string' && /^(?:docker-image:\/\/|service:)/.test(value)) return
  insideCheckout(value, place, judging)
}

/** The Dockerfile of a build, which may be named from its context. */
export const dockerfileInside: Rule = (build, place, judging) => {
  if (!isMapping(build) || build.dockerfile_inline !== undefined) return
  const path = dockerfileOf(build)
  if (path === undefined) return
  const at = [...place, 'dockerfile']
  const real = judging.realPath(path)
  // One that is not there is told by the build.
  if (isDoubled(path) || (real === undefined ? isBackwards(path) : !judging.isInside(real))) {
    if (!judging.isAllowed(at)) judging.refuse(at, `is ${String(build.dockerfile)}, which leads out of the repository`)
  }
}

const isBackwards = (path: string): boolean => path.split('/').includes('..')

/** The absolute path of a build's Dockerfile, as written; undefined where its context is no folder. */
export function dockerfileOf(build: Readonly<Record<string, unknown>>): string | undefined {
  const { context, dockerfile = 'Dockerfile' } = build
  if (typeof context !== 'string' || !context.startsWith('/') || typeof dockerfile !== 'string') return undefined
  return dockerfile.startsWith('/') ? dockerfile : `${context}/${dockerfile}`
}
