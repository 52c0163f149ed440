import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ComposeSpec, createPlanWorld, type Ending, type Tree } from '../../support/plan-world.ts'

const contents = fc.constantFrom('0', '1', '2')

const spec: fc.Arbitrary<ComposeSpec> = fc.record({
  webMount: fc.boolean(),
  webImage: fc.constantFrom('shop', 'shop2'),
  worker: fc.constantFrom('none' as const, 'shares' as const, 'builds' as const),
  job: fc.boolean(),
  env: contents,
  arg: contents,
})

const plainFiles = [
  'README.md',
  'base/Dockerfile',
  'base/a',
  'web/Dockerfile',
  'web/package.json',
  'web/a',
  'web/src/a',
  'web/docs/a',
  'web/app.conf',
  'job/a',
  'conf/nginx',
  'conf/app',
  'html/index',
]

/** Some files of a commit written anew; undefined takes one away. */
const edits: fc.Arbitrary<Readonly<Record<string, string | undefined>>> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.dictionary(fc.constantFrom(...plainFiles), contents, { maxKeys: 2, noNullPrototype: true }),
  },
  fc.record({ 'web/.dockerignore': fc.constantFrom('docs', 'src', undefined) }),
  fc.record({ 'job/Dockerfile': fc.constantFrom('FROM scratch', 'FROM web', 'shop-base') }),
)

const ending: fc.Arbitrary<Ending> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('good' as const) },
  { weight: 2, arbitrary: fc.constantFrom('killed', 'build', 'up', 'verify', 'rolled-back') },
)

const wishes = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  fc.constantFrom({ always: true }, { always: true, build: true }, { always: true, build: false }),
)

type Step =
  | { readonly kind: 'push'; readonly edits: Readonly<Record<string, string | undefined>> }
  | { readonly kind: 'compose'; readonly spec: Partial<ComposeSpec> }
  | { readonly kind: 'revert' | 'rollback'; readonly at: number }
  | { readonly kind: 'again' }
  | { readonly kind: 'lose'; readonly image: string }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('push' as const), edits }) },
  {
    weight: 2,
    arbitrary: spec
      .chain(whole => fc.subarray(Object.entries(whole), { minLength: 1, maxLength: 2 }))
      .map(entries => ({ kind: 'compose' as const, spec: Object.fromEntries(entries) })),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('revert', 'rollback'), at: fc.nat(4) }) },
  fc.constant({ kind: 'again' as const }),
  fc.record({ kind: fc.constant('lose' as const), image: fc.constantFrom('shop', 'shop-base', 'redshop-worker') }),
)

const firstTree = spec.map(
  (first): Tree => ({
    ...Object.fromEntries(plainFiles.map(path => [path, '0'])),
    'job/Dockerfile': 'shop-base',
    'compose.yml': JSON.stringify(first),
  }),
)

const rewrite = (tree: Tree, changes: Readonly<Record<string, string | undefined>>): Tree =>
  Object.fromEntries(
    Object.entries({ ...tree, ...changes }).flatMap(([path, content]) =>
      content === undefined ? [] : [[path, content] as const],
    ),
  )

/** The commit that a step makes of those before it; the last one itself when it makes none. */
function nextTree(trees: readonly Tree[], tip: Tree, taken: Step): Tree {
  switch (taken.kind) {
    case 'push':
      return rewrite(tip, taken.edits)
    case 'compose': {
      const text = JSON.stringify({ ...(JSON.parse(tip['compose.yml'] ?? '') as ComposeSpec), ...taken.spec })
      return rewrite(tip, { 'compose.yml': text })
    }
    case 'revert':
      return { ...trees[trees.length - 1 - (taken.at % trees.length)] }
    default:
      return tip
  }
}

type World = ReturnType<typeof createPlanWorld>
type Turn = { readonly taken: Step; readonly end: Ending; readonly wish: NonNullable<Parameters<World['deploy']>[2]> }

/** What differs after a turn that ended well, but for builds that somebody did not want. */
function takeTurn(world: World, tip: Tree, { taken, end, wish }: Turn): string[] {
  if (taken.kind === 'lose') world.loseImage(taken.image)
  const tree = taken.kind === 'rollback' ? world.rollBack(taken.at) : undefined
  const { isDone, left } =
    taken.kind === 'rollback' ? { isDone: tree !== undefined, left: [] } : world.deploy(tip, end, wish)
  if (!isDone) return []
  const owed = new Set(world.owed())
  // It has no build of its own to be owed: it runs what web builds.
  if (owed.has('web')) owed.add('worker')
  const wrong = world.differences(tree ?? tip).filter(text => !owed.has(text.slice(0, text.indexOf(' '))))
  return [...wrong, ...left.map(name => `${name} was to be left and was replaced`)]
}

describe('any history of pushes, failures, reverts, rollbacks and wishes', () => {
  it('ends with everything that runs made from the commit that it claims, and nothing touched that was to be left', () => {
    const turn: fc.Arbitrary<Turn> = fc.record({ taken: step, end: ending, wish: wishes })
    fc.assert(
      fc.property(firstTree, fc.array(turn, { minLength: 1, maxLength: 12 }), (first, turns) => {
        const world = createPlanWorld()
        const trees = [first]
        let tip = first
        world.deploy(tip, 'good')
        for (const each of turns) {
          tip = nextTree(trees, tip, each.taken)
          trees.push(tip)
          expect(takeTurn(world, tip, each)).toEqual([])
        }
      }),
      { numRuns: 250 },
    )
  })
})
