import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containersOf, docker } from '../support/containers.ts'
import { applyExampleCommit, type Example, type ExampleCommit, filesOf, readExample } from '../support/examples.ts'
import { served } from '../support/sandbox.ts'
import { openTestHouse, type TestApp, type TestHouse } from '../support/test-house.ts'

/** A page that is served, and what it says. */
type Page = readonly [path: string, text: string]

/** What becomes of a service's containers, where it isn't what the plan's word says. */
type Fates = Readonly<Record<string, 'absent' | 'kept'>>

interface Walk {
  readonly example: string
  readonly live: Page
  /** Titles of the example's commits, pushed one after another, and a page as it is served then. */
  readonly pushes: readonly (readonly [title: string, ...Page, more?: Fates])[]
}

const walks: readonly Walk[] = [
  {
    example: 'monorepo-shared-trigger',
    live: ['/', 'web v1'],
    pushes: [
      // No image holds it, so that they come out the same.
      ['the shared library, which no context holds', '/', 'web v1', { api: 'kept', web: 'kept' }],
      ['a page of the web app', '/', 'web v2'],
      ['the cache gets a limit', '/', 'web v2'],
    ],
  },
  {
    example: 'dev-bind-mounts',
    live: ['/', 'dev v1'],
    pushes: [
      ['the source, which both see in their mounted folder', '/', 'dev v1'],
      ['a draft, mounted into one and in no image', '/drafts/next.html', 'draft 2'],
      ['a page that one sees and the other has in its image', '/', 'dev v2'],
    ],
  },
  {
    example: 'include-extends',
    live: ['/', 'included v1'],
    pushes: [
      ['a page', '/', 'included v2'],
      ['a service of the included file', '/', 'included v2'],
      ['the file that is extended', '/', 'included v2'],
    ],
  },
  {
    example: 'build-args-targets',
    live: ['/version.txt', '1'],
    pushes: [
      ['a build argument, in .env on the server', '/version.txt', '2', { base: 'absent' }],
      ['what the base image holds', '/', 'args v1', { base: 'absent' }],
      ['the tool', '/', 'args v1', { base: 'absent' }],
    ],
  },
  {
    example: 'proxy-configs-profiles',
    live: ['/', 'proxied v1'],
    pushes: [
      ['the file that the proxy has mounted', '/', 'proxied v1'],
      ['a page in the folder that the proxy has mounted', '/', 'proxied v2'],
      ['a config from a file', '/', 'proxied v2'],
    ],
  },
]

describe.concurrent('the examples, deployed for real', () => {
  let house: TestHouse
  const images: string[] = []
  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(async () => {
    await house[Symbol.asyncDispose]()
    if (images.length > 0) await docker('image', 'rm', '--force', ...images)
  })

  it.each(walks)(
    '$example: each push replaces what its plan says, and nothing else',
    async ({ example: name, live, pushes }) => {
      const example = readExample(name)
      const app = await house.app(name, { files: () => filesOf(example), fields: example.app })
      if (name === 'build-args-targets') images.push(`redhook-test/${app.name}:1`)
      writeServerFiles(app, example)
      expect(await app.deploy({})).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
      expect(await served(app.port, live[0])).toBe(live[1])
      for (const [title, path, text, more] of pushes) {
        await pushOne(app, example, findCommit(example, title), more)
        expect(await served(app.port, path), title).toBe(text)
      }
    },
  )
})

async function pushOne(app: TestApp, example: Example, commit: ExampleCommit, more: Fates = {}): Promise<void> {
  const before = await fatesFrom(app)
  writeServerFiles(app, example, commit)
  applyExampleCommit(app.repository.clone, commit)
  const deployed = await app.deploy({})
  const planned = commit.plan.trim().split('\n')
  expect(
    deployed.plan?.services.map(({ action, service }) => `${action} ${service}`),
    commit.title,
  ).toEqual(planned.map(line => line.split(' — ')[0]))
  const leavesAll = planned.every(line => line.startsWith('leave '))
  expect(deployed, commit.title).toMatchObject({ status: leavesAll ? 'skipped' : 'succeeded' })
  const after = await fatesFrom(app)
  for (const line of planned) {
    const [action = '', service = ''] = line.split(' ')
    expect(fateOf(before.get(service), after.get(service)), `${commit.title}: ${service}`).toBe(
      more[service] ?? fates[action],
    )
  }
}

/** What a plan's word means for a container, where a build gives another image. */
const fates: Readonly<Record<string, string>> = {
  build: 'replaced',
  recreate: 'replaced',
  restart: 'restarted',
  leave: 'kept',
}

interface Life {
  readonly id: string
  readonly startedAt: string
}

const fatesFrom = async ({ red }: TestApp): Promise<Map<string, Life>> =>
  new Map((await containersOf(red)).map(container => [container.name.slice(red.length + 1, -2), container]))

function fateOf(before: Life | undefined, after: Life | undefined): string {
  if (!before || !after) return before || after ? 'come or gone' : 'absent'
  if (before.id !== after.id) return 'replaced'
  return before.startedAt === after.startedAt ? 'kept' : 'restarted'
}

/** What only the server has; names and ports are the test's own. */
function writeServerFiles(app: TestApp, example: Example, { server = {} }: Partial<ExampleCommit> = {}): void {
  const files = { ...example.server, ...server } as Record<string, string>
  app.write({ ...files, '.env': `${files['.env'] ?? ''}WEB_PORT=${app.port}\nBASE_NAME=${app.name}\n` })
}

function findCommit({ name, commits }: Example, title: string): ExampleCommit {
  const commit = commits.find(candidate => candidate.title === title)
  if (commit === undefined) throw new Error(`${name} has no commit called ${title}`)
  return commit
}
