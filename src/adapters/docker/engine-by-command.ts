import type { Engine } from './engine.ts'
import type { Inspected } from './inspected.ts'
import { parseRefs, refFormat } from './parse-container.ts'
import { imageFormat, listFormat, parseImages } from './parse-image.ts'
import type { Query } from './query.ts'

/** Asks through the docker command line, which reaches every engine there is. */
export const engineByCommand = (query: Query): Engine => ({
  async list(labels, { all, signal }) {
    const filters = labels.flatMap(label => ['--filter', `label=${label}`])
    const words = ['ps', ...(all ? ['-a'] : []), '--no-trunc', '--format', refFormat, ...filters]
    return parseRefs(await query.text(words, signal))
  },
  async inspect(ids, signal) {
    const { ok, stdout } = await query.run(['inspect', '--type', 'container', ...ids], signal)
    return ok ? (JSON.parse(stdout) as Inspected[]) : undefined
  },
  async images(names, signal) {
    const { stdout } = await query.run(['image', 'inspect', '--format', imageFormat, ...names], signal)
    return parseImages(stdout)
  },
  async imagesLike(prefix, signal) {
    const words = ['image', 'ls', '--no-trunc', '--format', listFormat, '--filter', `reference=${prefix}*`]
    return parseImages(await query.text(words, signal))
  },
  async nameless(label, signal) {
    const filters = ['--filter', 'dangling=true', '--filter', `label=${label}`]
    const ids = await query.text(['image', 'ls', '-q', '--no-trunc', ...filters], signal)
    return ids.split('\n').filter(Boolean)
  },
  async tag(image, name, signal) {
    await query.text(['image', 'tag', image, name], signal)
  },
  async untag(names, signal) {
    // It says so of names that it can't take away, and goes on.
    await query.run(['image', 'rm', ...names], signal)
  },
})
