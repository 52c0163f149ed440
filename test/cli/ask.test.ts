import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { apiDeployment } from '../support/cli-deployment.ts'
import { answerJson, createCliHarness } from '../support/cli-harness.ts'

const live = { commit: 'a'.repeat(40), at: '2026-05-01T11:51:20Z' }
const shop = {
  app: 'shop',
  repository: 'acme/shop',
  branch: 'main',
  path: '/srv/shop',
  project: 'redshop',
  live,
  last: apiDeployment(),
}
const fresh = { app: 'blog', repository: 'acme/blog', path: '/srv/blog' }

describe('redhook status', () => {
  it('lists what is live and how the last deployment went', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/apps': { apps: [shop, fresh] } }))
    const { code, stdout } = await cli.redhook(['status', '--data', 'data'])
    expect(code).toBe(0)
    expect(stdout.split('\n').map(line => line.trimEnd())).toEqual([
      'APP   PROJECT  BRANCH  LIVE        SINCE      LAST       WHY',
      'shop  redshop  main    aaaaaaaaaa  8 min ago  succeeded',
      'blog  –        –       –           –          never',
      '',
    ])
  })

  it('shows one app with plan, steps and the failure with its evidence and next action', async () => {
    await using cli = createCliHarness()
    const last = apiDeployment({
      status: 'failed',
      error: {
        code: 'UNHEALTHY',
        message: 'web exited',
        hint: 'Read its log.',
        evidence: [{ service: 'web', exitCode: 3, log: ['no\u001b[2Jport'] }, { log: ['toomanyrequests'] }],
      },
    })
    await cli.listen(answerJson({ 'GET /api/v1/apps': { apps: [{ ...shop, last }] } }))
    const { stdout } = await cli.redhook(['status', 'shop', '--data', 'data'])
    expect(stdout).toContain('deployment 7 of shop: failed — aaaaaaaaaa on redshop, pushed by ann, 10 min ago')
    expect(stdout).toContain('✔ build    1 min 12 s')
    expect(stdout).toContain('UNHEALTHY: web exited\n  web: exit code 3\n    web | noport\n')
    expect(stdout).toContain('\n  last lines\n    | toomanyrequests\nwhat to do: Read its log.')
  })

  it('shows what holds an app, and whose commit is live', async () => {
    await using cli = createCliHarness()
    const lock = { by: 'ann', at: '2026-05-01T11:00:00Z', until: '2026-05-01T17:00:00Z', reason: 'data' }
    const detour = { by: 'bob', at: '2026-05-01T11:00:00Z', branch: 'feature/x' }
    const held = { ...shop, live: { ...live, subject: '修正 the cart', author: 'Ann' }, lock, detour }
    await cli.listen(answerJson({ 'GET /api/v1/apps': { apps: [held] } }))
    const { stdout } = await cli.redhook(['status', '--data', 'data'])
    expect(stdout.split('\n').map(line => line.trimEnd())).toEqual([
      'APP   PROJECT  BRANCH  LIVE        SUBJECT        AUTHOR  SINCE      LAST       WHY  NOTE',
      'shop  redshop  main    aaaaaaaaaa  修正 the cart  Ann     8 min ago  succeeded       locked by ann until 17:00 UTC: data; follows feature/x by bob',
      '',
    ])
  })

  it('shows the containers of one app as they are now', async () => {
    await using cli = createCliHarness()
    const base = { id: 'abc', restarts: 0, project: 'redshop', ports: ['8080->80/tcp'], image: 'redshop-web' }
    const containers = [
      { ...base, service: 'web', name: 'redshop-web-1', state: 'running', health: 'healthy', startedAt: live.at },
      { ...base, service: 'job', name: 'redshop-job-1', state: 'exited', exitCode: 3, restarts: 2, ports: [] },
    ]
    await cli.listen(
      answerJson({ 'GET /api/v1/apps': { apps: [shop] }, 'GET /api/v1/apps/shop/containers': { containers } }),
    )
    const { stdout } = await cli.redhook(['status', 'shop', '--data', 'data'])
    expect(stdout).toContain(`SERVICE  CONTAINER      STATE               UP  RESTARTS  PORTS         IMAGE
web      redshop-web-1  healthy     8 min 40 s         0  8080->80/tcp  redshop-web
job      redshop-job-1  exited (3)           –         2                redshop-web
`)
    const json = await cli.redhook(['status', 'shop', '--json', '--data', 'data'])
    expect(JSON.parse(json.stdout)).toEqual({ ...shop, containers })
  })

  it('names the apps there are when there is none of that name', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/apps': { apps: [shop, fresh] } }))
    const { code, stderr } = await cli.redhook(['status', 'shpo', '--data', 'data'])
    expect(code).toBe(1)
    expect(stderr).toContain('shop, blog')
  })

  it('prints what the server said as JSON for scripts', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/apps': { apps: [shop] } }))
    const { stdout } = await cli.redhook(['status', '--json', '--data', 'data'])
    expect(JSON.parse(stdout)).toEqual({ apps: [shop] })
  })
})

describe('redhook history', () => {
  it('asks for the app and the limit, and cuts the reason to the width of the terminal', async () => {
    await using cli = createCliHarness()
    const deployment = apiDeployment({
      reason: 'a reason that is far too long for a narrow terminal, since it goes on and on',
    })
    await cli.listen(
      answerJson({ 'GET /api/v1/deployments?limit=5&app=shop': { deployments: [deployment], next: null } }),
    )
    const argv = ['history', 'shop', '--limit', '5', '--data', 'data']
    const narrow = await cli.redhook(argv, { tty: 90, environment: { NO_COLOR: '1' } })
    const [titles = '', row = ''] = narrow.stdout.split('\n')
    expect(titles).toMatch(/^ID +APP +STATUS +COMMIT +WHEN +TOOK +CAUSE +WHY$/)
    expect(row.length).toBeLessThanOrEqual(90)
    expect(row).toMatch(/ 7 +shop +succeeded|^ 7 {2}shop {2}succeeded/)
    expect(row.endsWith('…')).toBe(true)
    const piped = await cli.redhook(argv)
    expect(piped.stdout).toContain('since it goes on and on')
  })

  it('tells an app without deployments from one that is not there', async () => {
    await using cli = createCliHarness()
    const [none, known] = [{ deployments: [] }, '/api/v1/deployments?limit=20&app=shop']
    await cli.listen(
      answerJson({
        ...{ [`GET ${known}`]: none, 'GET /api/v1/deployments?limit=20&app=shpo': none },
        'GET /api/v1/apps/shop': { app: 'shop' },
      }),
    )
    expect(await cli.redhook(['history', 'shop', '--data', 'data'])).toMatchObject({ code: 0 })
    expect(await cli.redhook(['history', 'shpo', '--data', 'data'])).toMatchObject({ code: 1, stdout: '' })
  })

  it('colors on a terminal, and nowhere under NO_COLOR', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/deployments?limit=20': { deployments: [apiDeployment()] } }))
    const colored = await cli.redhook(['history', '--data', 'data'], { tty: 120 })
    const plain = await cli.redhook(['history', '--data', 'data'], { tty: 120, environment: { NO_COLOR: '1' } })
    expect(colored.stdout).toContain('\u001b[32msucceeded\u001b[39m')
    expect(plain.stdout).not.toContain('\u001b')
  })
})

describe('redhook plan', () => {
  const plan = {
    action: 'build',
    reasons: [
      { rule: 'trigger', text: 'web/Dockerfile matches the trigger Dockerfile*' },
      { rule: 'marker', text: 'REBUILD_TRIGGER is there' },
    ],
    services: [
      {
        service: 'web',
        action: 'build',
        reasons: [
          { rule: 'trigger', text: 'web/Dockerfile matches the trigger Dockerfile*' },
          { rule: 'context', text: 'web/src/index.ts is in its build context' },
          { rule: 'context', text: 'web/src/a.ts and 2 more are in its build context', more: 2 },
          { rule: 'definition', text: 'its environment changed' },
        ],
      },
      { service: 'proxy', action: 'recreate', reasons: [{ rule: 'config-file', text: 'nginx.conf changed' }] },
      { service: 'db', action: 'leave', reasons: [{ rule: 'untouched', text: 'nothing of it changed' }] },
    ],
    warnings: ['blueshop keeps running.'],
    base: 'b'.repeat(40),
    tip: 'a'.repeat(40),
    changed: ['web/Dockerfile'],
    changedTotal: 1,
  }
  const answer = { app: 'shop', project: 'redshop', plan, commands: ['docker compose build', 'docker compose up -d'] }

  it('says what would be done and why, what it is measured against, and the warnings', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/apps/shop/plan': answer }))
    const { stdout } = await cli.redhook(['plan', 'shop', '--commands', '--data', 'data'])
    expect(stdout).toBe(`build redshop — web/Dockerfile matches the trigger Dockerfile*
  and REBUILD_TRIGGER is there
  bbbbbbbbbb..aaaaaaaaaa, 1 file changed
SERVICE  PLAN      WHY
web      build     web/Dockerfile matches the trigger Dockerfile*; web/src/index.ts is in its build context; 4 more
proxy    recreate  nginx.conf changed
db       leave     nothing of it changed
  warning: blueshop keeps running.
  $ docker compose build
  $ docker compose up -d
`)
  })

  it('asks about a branch, tag or commit as it was written', async () => {
    await using cli = createCliHarness()
    await cli.listen(
      answerJson({ 'GET /api/v1/apps/shop/plan?ref=feature%2Fcart+2': { ...answer, ref: 'feature/cart 2' } }),
    )
    const { code, stdout } = await cli.redhook(['plan', 'shop', 'feature/cart 2', '--json', '--data', 'data'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ ...answer, ref: 'feature/cart 2' })
  })

  it('keeps to one line a service on a terminal, in the color of what is planned', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/apps/shop/plan': answer }))
    const { stdout } = await cli.redhook(['plan', 'shop', '--data', 'data'], { tty: 40 })
    const rows = stdout.split('\n').slice(4, 7)
    expect(rows.map(row => stripVTControlCharacters(row))).toEqual([
      'web      build     web/Dockerfile match…',
      'proxy    recreate  nginx.conf changed',
      'db       leave     nothing of it changed',
    ])
    expect(rows[0]).toContain('\u001b[36mbuild\u001b[39m')
  })

  it("prints the server's own words and hint when it refuses", async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({}))
    const { code, stderr } = await cli.redhook(['plan', 'nosuch', '--data', 'data'])
    expect(code).toBe(1)
    expect(stderr).toBe('redhook: no /api/v1/apps/nosuch/plan\nwhat to do: Look again.\n')
  })
})

describe('without a server', () => {
  it.each([
    ...[['status'], ['history'], ['plan', 'shop'], ['deploy', 'shop'], ['logs', 'shop']],
    ...[
      ['rollback', 'shop'],
      ['explain', 'shop'],
    ],
  ])('redhook %s ends with 69 and says how to start one', async (...argv) => {
    await using cli = createCliHarness()
    const { code, stderr } = await cli.redhook([...argv, '--data', 'data'])
    expect(code).toBe(69)
    expect(stderr).toContain('redhook serve')
  })

  it('finds the data folder of a server although the registry has mistakes', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', 'repos: 7\n')
    await cli.listen(answerJson({ 'GET /api/v1/apps': { apps: [] } }))
    expect((await cli.redhook(['status'])).code).toBe(0)
  })

  it('ends with 78 where nothing says which data folder is meant', async () => {
    await using cli = createCliHarness()
    const { code, stderr } = await cli.redhook(['status', '--config', 'nosuch.yml'])
    expect(code).toBe(78)
    expect(stderr).toContain('nosuch.yml')
  })
})
