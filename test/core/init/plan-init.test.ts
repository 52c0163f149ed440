import { describe, expect, it } from 'vitest'
import type { FoundProject, ProjectCheckout, ProjectPlace } from '../../../src/core/init/found-project.ts'
import { planInit } from '../../../src/core/init/plan-init.ts'
import { parseRemoteName } from '../../../src/core/init/remote-name.ts'

interface Changes {
  readonly project?: Partial<FoundProject>
  readonly place?: Partial<ProjectPlace>
  readonly checkout?: Partial<ProjectCheckout>
}

/** A project as most are: a checkout of acme/shop at its root, deployed from docker-compose.prod.yml. */
function found(name: string, { project = {}, place = {}, checkout = {} }: Changes = {}): FoundProject {
  const root = checkout.root ?? '/srv/shop'
  const folder = place.folder ?? root
  const files = place.files ?? [`${folder}/docker-compose.prod.yml`]
  return {
    ...{ project: name, folder, files, services: ['web'], isOwn: false },
    place: {
      ...{ folder, files, env: {}, existing: ['docker-compose.prod.yml', 'compose.yaml'] },
      checkout: { root, remote: 'git@github.com:acme/shop.git', branch: 'main', edited: [], ...checkout },
      ...place,
    },
    ...project,
  }
}

const shop = { path: '/srv/shop', project: 'shop', branch: 'main' }

describe('what a project that runs becomes', () => {
  it.each([
    { title: 'a colored one', projects: [found('redshop')], app: { ...shop, color: 'red' } },
    { title: 'the other color', projects: [found('blueshop')], app: { ...shop, color: 'blue' } },
    { title: 'a plain one', projects: [found('shop')], app: { ...shop, color: 'none' } },
    {
      title: 'a color that its .env says may change there',
      projects: [found('blueshop', { place: { env: { COLOR: 'blue' } } })],
      app: { ...shop, color: 'env' },
    },
    {
      title: 'a name that only begins like a color, as its folder does',
      projects: [found('redis', { checkout: { root: '/srv/redis' } })],
      app: { path: '/srv/redis', project: 'redis', branch: 'main', color: 'none' },
    },
    {
      title: 'a name in which nothing is left without the color',
      projects: [found('red')],
      app: { ...shop, project: 'red', color: 'none' },
    },
    {
      title: 'a folder inside the repository',
      projects: [found('shop', { place: { folder: '/srv/shop/deploy/staging' } })],
      app: { ...shop, dir: 'deploy/staging', color: 'none' },
    },
    {
      title: 'Compose files that the registry would not pick by itself',
      projects: [found('shop', { place: { files: ['/srv/shop/compose.yaml', '/srv/shop/ops/more.yml'] } })],
      app: { ...shop, color: 'none', compose: ['compose.yaml', 'ops/more.yml'] },
    },
    {
      title: 'the file that DEBUG picks needs no word',
      projects: [
        found('shop', {
          place: {
            env: { DEBUG: 'True' },
            existing: ['docker-compose.dev.yml'],
            files: ['/srv/shop/docker-compose.dev.yml'],
          },
        }),
      ],
      app: { ...shop, color: 'none' },
    },
    {
      title: 'the default name with its override',
      projects: [
        found('shop', {
          place: {
            existing: ['compose.yaml', 'compose.override.yaml'],
            files: ['/srv/shop/compose.yaml', '/srv/shop/compose.override.yaml'],
          },
        }),
      ],
      app: { ...shop, color: 'none' },
    },
  ])('$title', ({ projects, app }) => {
    const plan = planInit(projects)
    expect(plan.entries.map(entry => entry.app)).toEqual([app])
    expect(plan.warnings).toEqual([])
  })

  it('keeps the order in which an app is written', () => {
    const [entry] = planInit([
      found('shop', { place: { folder: '/srv/shop/a', files: ['/srv/shop/a/x.yml'] } }),
    ]).entries
    expect(Object.keys(entry?.app ?? {})).toEqual(['path', 'dir', 'project', 'branch', 'color', 'compose'])
  })
})

describe('several projects', () => {
  it('two colors of one app are one app, and COLOR says which', () => {
    const { entries, warnings } = planInit([found('blueshop'), found('redshop')])
    expect(entries).toEqual([
      { repository: 'acme/shop', projects: ['blueshop', 'redshop'], app: { ...shop, color: 'env' } },
    ])
    expect(warnings.map(({ message }) => message)).toEqual(['are the two colors of shop'])
  })

  it('two colors in checkouts of their own go by their whole names', () => {
    const { entries } = planInit([found('blueshop', { checkout: { root: '/srv/two' } }), found('redshop')])
    expect(entries.map(({ app }) => [app.path, app.project, app.color])).toEqual([
      ['/srv/two', 'blueshop', 'none'],
      ['/srv/shop', 'redshop', 'none'],
    ])
  })

  it('two projects in one folder are two apps, with a warning', () => {
    const jobs = found('shop-jobs', { place: { files: ['/srv/shop/jobs.yml'] } })
    const { entries, warnings } = planInit([found('shop'), jobs])
    expect(entries.map(({ app }) => app.project)).toEqual(['shop', 'shop-jobs'])
    expect(warnings).toMatchObject([{ project: 'shop, shop-jobs', message: 'run from the same folder, /srv/shop' }])
  })
})

describe('what a person should know', () => {
  const gone = { ...found('shop') }
  const { place: _place, ...withoutPlace } = gone
  const { checkout: _checkout, ...placeAlone } = gone.place ?? { folder: '', existing: [], files: [], env: {} }
  const { remote: _remote, ...checkoutAlone } = gone.place?.checkout ?? { root: '', edited: [] }
  const { branch: _branch, ...detached } = gone.place?.checkout ?? { root: '', edited: [] }

  it.each([
    {
      title: 'Redhook itself',
      project: found('redhook', { project: { isOwn: true } }),
      message: /Redhook itself/,
      adds: 0,
    },
    { title: 'a folder that is gone', project: withoutPlace, message: /\/srv\/shop is gone/, adds: 0 },
    { title: 'no git', project: { ...gone, place: placeAlone }, message: /not in a git repository/, adds: 0 },
    {
      title: 'no remote',
      project: { ...gone, place: { ...placeAlone, checkout: checkoutAlone } },
      message: /no remote called origin/,
      adds: 0,
    },
    {
      title: 'a detached HEAD',
      project: { ...gone, place: { ...placeAlone, checkout: detached } },
      message: /detached HEAD/,
      adds: 1,
    },
    {
      title: 'local changes, the first of them by name',
      project: found('shop', { checkout: { edited: ['a', 'b', 'c', 'd', 'e'] } }),
      message: /local changes: a, b, c and 2 more$/,
      adds: 1,
    },
    {
      title: 'a Compose file from elsewhere',
      project: found('shop', { place: { files: ['/etc/shop.yml'] } }),
      message: /\/etc\/shop.yml is outside/,
      adds: 1,
    },
    {
      title: 'Compose files that are gone',
      project: found('shop', { place: { files: [] } }),
      message: /gone/,
      adds: 1,
    },
  ])('$title', ({ project, message, adds }) => {
    const { entries, warnings, left } = planInit([project])
    expect(warnings).toEqual([
      { project: project.project, message: expect.stringMatching(message), hint: expect.stringMatching(/\w{3}/) },
    ])
    expect(entries).toHaveLength(adds)
    expect(left).toHaveLength(1 - adds)
  })
})

describe('the repository of a remote', () => {
  it.each([
    ['git@github.com:acme/shop.git', 'acme/shop'],
    ['https://github.com/acme/shop', 'acme/shop'],
    ['https://github.com/acme/shop.git/', 'acme/shop'],
    ['ssh://git@host:2222/acme/shop.git', 'acme/shop'],
    ['host:shop.git', '*/shop'],
    ['https://gitlab.example/group/sub/shop.git', '*/shop'],
    ['/srv/git/acme/shop.git', 'acme/shop'],
    ['file:///srv/git/acme/shop.git', 'acme/shop'],
    ['git@host:~ann/shop.git', '*/shop'],
  ])('%s is %s', (remote, name) => expect(parseRemoteName(remote)).toBe(name))
})
