import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { startChecks } from '../../src/pipeline/checks/start-checks.ts'
import { openCheckBench } from '../support/check-bench.ts'
import { healthcheck, pageDockerfile, shellService, testImage } from '../support/docker-images.ts'
import { docker } from '../support/docker-project.ts'
import { git } from '../support/git-repository.ts'

const spec = (...lines: string[]) => [`image: ${testImage}`, ...lines, ''].join('\n')

/** Containers of this bench's checks, whatever their state. */
const containers = (name: string) => docker('ps', '-aq', '--filter', `name=${name}`).split('\n').filter(Boolean)

it('runs the steps in a container with the files of the commit, and tells how it went', async () => {
  await using bench = openCheckBench()
  const check = await bench.run(
    spec(
      'env: {GREETING: hello, NUMBER: 007}',
      'run:',
      '- test -f src/page.txt',
      '- [cat, src/page.txt]',
      '- echo $GREETING $NUMBER $CI; touch new',
    ),
    { 'src/page.txt': 'the page' },
  )
  expect(check).toMatchObject({ state: 'succeeded', reason: expect.stringMatching(/^3 steps passed in /), attempts: 1 })
  const log = await bench.log()
  expect(log).toContain('the page')
  expect(log).toContain('hello 007 true')
  expect(log).toContain('Step 2 of 3: cat src/page.txt')
  expect(bench.statuses.map(({ state }) => state)).toEqual(['pending', 'success'])
  expect(bench.statuses.at(-1)).toMatchObject({
    commit: check.commit,
    context: 'redhook/shop/checks',
    url: `https://redhook.example.org/checks/${check.id}`,
  })
  expect(containers(bench.ports.boxes.projectOf(check.id))).toEqual([])
})

it('stops at the first step that fails, with its exit code and last lines', async () => {
  await using bench = openCheckBench()
  const check = await bench.run(spec('run:', '- echo one >&2; exit 3', '- echo never'))
  expect(check).toMatchObject({
    state: 'failed',
    error: {
      code: 'CHECK_FAILED',
      message: 'Step 1 of 2 ended with exit code 3: echo one >&2; exit 3',
      evidence: [{ exitCode: 3, log: ['one'] }],
    },
  })
  expect(await bench.log()).not.toContain('never')
  expect(bench.statuses.at(-1)).toMatchObject({ state: 'failure', description: check.error?.message })
  expect(containers(bench.ports.boxes.projectOf(check.id))).toEqual([])
})

it('ends one that hangs, and removes its container', async () => {
  await using bench = openCheckBench()
  const check = await bench.run(spec('timeout: 8s', 'run:', '- echo begun', '- sleep 1000'))
  expect(check).toMatchObject({
    state: 'failed',
    error: {
      code: 'CHECK_FAILED',
      message: expect.stringMatching(/^The check took longer than 8\.0 s and was stopped in /),
    },
  })
  expect(bench.statuses.at(-1)?.state).toBe('failure')
  expect(containers(bench.ports.boxes.projectOf(check.id))).toEqual([])
})

it('keeps neither a flood of lines nor a secret', async () => {
  await using bench = openCheckBench()
  const check = await bench.run(
    spec('run:', '- echo hush-hush', '- yes a-line-that-is-repeated-very-often | head -c 30000000'),
  )
  expect(check.state).toBe('succeeded')
  const log = await bench.log()
  expect(log.join('\n').length).toBeLessThan(12_000_000)
  expect(log.some(line => /lines (are|were) left out|left out/.test(line))).toBe(true)
  expect(log.at(-1)).toMatch(/2 steps passed/)
})

it('gives the steps no privilege, no file of this machine and no more than was allowed', async () => {
  await using bench = openCheckBench({ checks: { timeoutMs: 170_000, memoryBytes: 64e6, cpus: 0.5 } })
  const steps = [
    '- test ! -e /var/run/docker.sock',
    '- "! mount -t tmpfs none /mnt"',
    '- "! mknod /tmp/disk b 8 0"',
    '- grep -q "^NoNewPrivs:.1" /proc/self/status',
    '- echo limit $(cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes)',
    '- cat /proc/self/mounts',
  ]
  const check = await bench.run(spec('memory: 900GB', 'cpus: 64', 'run:', ...steps))
  const log = await bench.log()
  expect({ check, log }).toMatchObject({ check: { state: 'succeeded' } })
  expect(Number(log.find(line => line.startsWith('limit '))?.slice(6))).toBeLessThanOrEqual(64e6)
  expect(log.filter(line => /^\S+ \/workspace /.test(line))).toEqual([])
})

it.each([
  ['an image that is not there', 'image: redhook-test/nothing:1\nrun: [x]\n', /could not be pulled/],
  ['a mistake, with its place', 'image: alpine\nrun: []\nserivce: web\n', /\.redhook\.yml:2:6 run/],
])('fails by %s', async (_, text, message) => {
  await using bench = openCheckBench()
  expect(await bench.run(text)).toMatchObject({ state: 'failed', error: { message: expect.stringMatching(message) } })
  expect(bench.statuses.map(({ state }) => state)).toEqual(['pending', 'failure'])
})

it('says nothing of a commit without a spec, and nothing runs of a fork', async () => {
  await using bench = openCheckBench()
  await bench.pull({ 'a.txt': 'a' })
  expect(await bench.ended()).toMatchObject({ state: 'skipped', reason: 'there is no .redhook.yml at this commit' })
  await bench.pull({ '.redhook.yml': spec('run: [exit 1]') }, { isFork: true })
  expect(await bench.ended()).toMatchObject({ state: 'skipped', reason: 'it comes from a fork', attempts: 0 })
  expect(bench.statuses).toEqual([])
})

it('ends the check of an older commit as soon as a newer one comes', async () => {
  await using bench = openCheckBench()
  const slow = await bench.pull({ '.redhook.yml': spec('run: [sleep 1000]') })
  await expect.poll(() => bench.store.check(1)?.state).toBe('running')
  const quick = await bench.pull({ '.redhook.yml': spec('run: [exit 0]') }, { action: 'updated' })
  expect(await bench.ended()).toMatchObject({ commit: quick, state: 'succeeded' })
  await expect
    .poll(() => bench.store.check(1))
    .toMatchObject({
      commit: slow,
      state: 'cancelled',
      reason: 'A newer commit took its place',
    })
  expect(containers(bench.ports.boxes.projectOf(1))).toEqual([])
})

it('runs a check again that was interrupted, after removing what it left', async () => {
  await using bench = openCheckBench()
  const { store, ports, remote } = bench
  const commit = remote.push({ '.redhook.yml': spec('run: [exit 0]') }, { branch: 'feature' })
  git(remote.bare, 'update-ref', 'refs/pull/12/head', commit)
  const pull = { repository: 'acme/shop', number: 12, headBranch: 'feature', isFork: false, createdAt: 1 }
  const { id } = store.queueCheck({ app: 'shop', commit, ...pull })
  store.claimCheck(2)
  const limits = { timeoutMs: 60_000, memoryBytes: 64e6, cpus: 1 }
  const run = { signal: new AbortController().signal, onLine: () => undefined }
  // A Redhook that was killed disposes of nothing.
  await ports.boxes.openImage(testImage, { id, tree: remote.work, limits, env: {} }, run)
  const [left] = containers(ports.boxes.projectOf(id))
  expect(left).toBeDefined()
  await using again = startChecks(ports)
  expect(await bench.ended()).toMatchObject({ state: 'succeeded', attempts: 2 })
  expect(again.door.listChecks({ limit: 5 })).toHaveLength(1)
  expect(containers(ports.boxes.projectOf(id))).toEqual([])
})

const compose = (services: object, more: object = {}) => ({
  'docker-compose.prod.yml': stringify({ services, ...more }),
})
const everything = (project: string) =>
  [
    ['ps', '-aq'],
    ['network', 'ls', '-q'],
    ['volume', 'ls', '-q'],
    ['images', '-q'],
  ].map(words => docker(...words, '--filter', `label=com.docker.compose.project=${project}`))

it('runs the steps in a service that is built from the commit, beside what it depends on', async () => {
  const previews = { env: { TOKEN: 'token-of-previews' }, limit: 1, maxAgeMs: 1, ports: { from: 1, to: 2 }, allow: [] }
  await using bench = openCheckBench({ previews })
  const services = {
    web: {
      build: '.',
      image: 'acme/shop:latest',
      container_name: 'shop',
      depends_on: { db: { condition: 'service_healthy' } },
      environment: { TOKEN: '${TOKEN}' },
      ports: ['80:80'],
    },
    db: {
      ...shellService('touch /ready; sleep 1000', { ports: ['5432:5432'] }),
      healthcheck: healthcheck('test -e /ready'),
      volumes: ['data:/data'],
    },
  }
  const steps = ['run:', '- cat /www/index.html', '- echo "token is $TOKEN"', '- ping -c 1 db', '- exit 4']
  const check = await bench.run(['service: web', ...steps, ''].join('\n'), {
    ...compose(services, { volumes: { data: {} } }),
    Dockerfile: pageDockerfile('of the commit'),
  })
  const log = await bench.log()
  expect({ check, log }).toMatchObject({ check: { error: { message: 'Step 4 of 4 ended with exit code 4: exit 4' } } })
  expect(log).toContain('of the commit')
  expect(log).toContain('token is [redacted]')
  expect(everything(bench.ports.boxes.projectOf(check.id))).toEqual(['', '', '', ''])
  expect(docker('images', '-q', 'acme/shop:latest')).toBe('')
})

it.each([
  ['the socket', { volumes: ['/var/run/docker.sock:/s'] }, /services\.web\.volumes/],
  ['a folder outside the files', { volumes: ['../..:/up'] }, /services\.web\.volumes/],
  ['privileges', { privileged: true }, /services\.web\.privileged/],
])('refuses a service that wants %s, before anything is built', async (_, wish, message) => {
  await using bench = openCheckBench()
  const check = await bench.run('service: web\nrun: [x]\n', compose({ web: { ...shellService('sleep 9'), ...wish } }))
  expect(check).toMatchObject({
    state: 'failed',
    error: { code: 'PREVIEW_REFUSED', message: expect.stringMatching(message) },
  })
  expect(everything(bench.ports.boxes.projectOf(check.id))).toEqual(['', '', '', ''])
})
