import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, by a part of their path: begun last, they would leave the other workers with nothing to do. */
const slow = [
  'stopping',
  'rollback',
  'crash-',
  'browser/',
  'rows-',
  'random-history',
  'self',
  'container.test',
  'build-context',
  'verify',
  'examples',
]

const rank = ({ moduleId }: TestSpecification): number => {
  const found = slow.findIndex(part => moduleId.includes(part))
  return found < 0 ? slow.length : found
}

/** The usual order, but for the slow files, which go first. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    return usual.toSorted((a, b) => rank(a) - rank(b))
  }
}
