import { describe, expect, it } from 'vitest'
import { containersOf, docker } from '../support/containers.ts'
import { type DeploymentJson, type Files, openSandbox, type Repository, type Server } from '../support/sandbox.ts'

const services = ['a', 'b'] as const
const steps = 9

const dockerfile = (...lines: string[]) =>
  `${['FROM redhook-test/busybox:1', 'COPY main.txt /main.txt', ...lines].join('\n')}\n`
const good = dockerfile('CMD ["sleep", "1000"]')
const unbuildable = dockerfile('RUN echo no such library && false')
const crashing = dockerfile('CMD ["sh", "-c", "echo cannot start; exit 3"]')

const first: Files = {
  'docker-compose.yml': JSON.stringify({
    services: Object.fromEntries(
      services.map(name => [
        name,
        { build: `./${name}`, init: true, network_mode: 'none', stop_grace_period: '1s', restart: 'no' },
      ]),
    ),
  }),
  ...Object.fromEntries(
    services.flatMap(name => [
      [`${name}/Dockerfile`, good],
      [`${name}/main.txt`, 'first'],
    ]),
  ),
}

/** Numbers that look random and are the same for the same seed: from 0 on, below `count`. */
function createDice(seed: number): (count: number) => number {
  let state = seed
  return count => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
}

type Move = 'change' | 'break the build' | 'break the start' | 'mend' | 'touch nothing' | 'roll back' | 'ask'
const moves: readonly Move[] = [
  'change',
  'break the build',
  'break the start',
  'mend',
  'touch nothing',
  'roll back',
  'ask',
]

/** What a commit changes. */
function filesOf(move: Move, dice: (count: number) => number, text: string): Files {
  const service = services[dice(services.length)] ?? 'a'
  const page = { [`${service}/main.txt`]: text }
  switch (move) {
    case 'change':
      return page
    case 'break the build':
      return { ...page, [`${service}/Dockerfile`]: unbuildable }
    case 'break the start':
      return { ...page, [`${service}/Dockerfile`]: crashing }
    case 'mend':
      return Object.fromEntries(services.map(name => [`${name}/Dockerfile`, good]))
    default:
      return { 'README.md': text }
  }
}

interface Stage {
  readonly server: Server
  readonly repository: Repository
  readonly app: string
}

async function play({ server, repository, app }: Stage, move: Move, dice: (count: number) => number, text: string) {
  if (move === 'roll back' || move === 'ask') {
    const path = move === 'ask' ? 'deployments' : 'rollback'
    const answer = await server.api(`/api/v1/apps/${app}/${path}`, { method: 'POST', body: '{}' })
    // There may be no version to go back to yet.
    if (answer.status === 202) await server.settled(((await answer.json()) as DeploymentJson).id)
    else expect([move, answer.status]).toEqual(['roll back', 404])
    return
  }
  await server.deploy(repository, filesOf(move, dice, text))
}

/** What runs, and what the commit that the app claims has in its place. */
async function compare({ server, repository, app }: Stage): Promise<{ runs: string[]; claimed: string[] }> {
  const { apps } = (await (await server.api('/api/v1/apps')).json()) as {
    apps: readonly { app: string; live?: { commit: string } }[]
  }
  const commit = apps.find(one => one.app === app)?.live?.commit ?? 'HEAD'
  const runs = await Promise.all(
    services.map(async name => {
      const [container] = await containersOf(`red${app}`, name)
      return container?.status === 'running' ? docker('exec', container.id, 'cat', '/main.txt') : 'does not run'
    }),
  )
  return { runs, claimed: services.map(name => repository.git('show', `${commit}:${name}/main.txt`)) }
}

describe.for([7])('any history of pushes, failures, mending and rollbacks (seed %i)', seed => {
  it('leaves each service running an image built from the commit that the app claims', async () => {
    await using box = await openSandbox()
    const dice = createDice(seed)
    const app = box.project('history')
    const repository = box.repository('history', first)
    box.registry({ 'acme/history': { path: repository.checkout, project: app } })
    const stage = { server: await box.start(), repository, app }
    expect(await stage.server.deploy(repository, {})).toMatchObject({ status: 'succeeded' })
    const played: Move[] = []
    for (let step = 0; step < steps; step += 1) {
      const move = moves[dice(moves.length)] ?? 'change'
      played.push(move)
      await play(stage, move, dice, `text ${step}`)
      const { runs, claimed } = await compare(stage)
      expect(runs, played.join(', ')).toEqual(claimed)
    }
    expect(await stage.server.deploy(repository, filesOf('mend', dice, ''))).not.toMatchObject({ status: 'failed' })
    const { runs } = await compare(stage)
    expect(runs, 'a good push always gets through').toEqual(
      services.map(name => repository.git('show', `HEAD:${name}/main.txt`)),
    )
  })
})
