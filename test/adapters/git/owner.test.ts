import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fetchTip, moveCheckout } from '../../../src/pipeline/sync.ts'
import { appAt, realGit, syncBench } from '../../support/git-app.ts'
import { createRemote, tempFolder } from '../../support/git-repository.ts'

const nobody = 65534
const chown = (path: string) => execFileSync('chown', ['-R', `${nobody}:${nobody}`, path])

async function setUp() {
  const folder = tempFolder()
  const remote = createRemote(folder.path, { 'a.txt': 'one\n' })
  const real = realGit(folder.path)
  return { folder, remote, real, bench: syncBench(folder.path, real.git) }
}

// Only root can run git as somebody else; others have only checkouts that they own.
describe.runIf(process.getuid?.() === 0)('as root', () => {
  it("git runs as the checkout's owner, with the owner's home", async () => {
    const { folder, remote, real, bench } = await setUp()
    using _ = folder
    const checkout = remote.cloneTo(join(folder.path, 'checkout'))
    chown(checkout)
    remote.push({ 'new/b.txt': 'two\n' })
    chown(remote.bare)
    const tip = await fetchTip(appAt(checkout), bench)
    if (tip.gone) throw new Error('the branch is gone')
    await moveCheckout(appAt(checkout), tip, bench)
    for (const path of ['new/b.txt', 'new', '.git/index', '.git/refs/heads/main']) {
      expect(statSync(join(checkout, path)).uid).toBe(nobody)
    }
    expect(real.commands.every(({ uid }) => uid === nobody)).toBe(true)
    expect(real.commands[0]?.env.HOME).toBe('/nonexistent')
  })

  it('a clone belongs to whom its parent folder belongs', async () => {
    const { folder, remote, bench } = await setUp()
    using _ = folder
    const parent = join(folder.path, 'srv')
    mkdirSync(parent)
    chown(parent)
    chown(remote.bare)
    const path = join(parent, 'deep', 'shop')
    await fetchTip(appAt(path, { url: remote.bare }), bench)
    expect([statSync(path).uid, statSync(join(path, 'a.txt')).uid]).toEqual([nobody, nobody])
  })

  it('the shipped host keys are readable for the owner, though the data folder is closed', async () => {
    const { folder, remote, real } = await setUp()
    using _ = folder
    mkdirSync(join(folder.path, 'data'), { mode: 0o700 })
    const checkout = remote.cloneTo(join(folder.path, 'checkout'))
    chown(checkout)
    await real.git.describe({ path: checkout, deployKey: '/key' }, 'HEAD')
    const file = /UserKnownHostsFile="([^"]+)"/.exec(real.commands[0]?.env.GIT_SSH_COMMAND ?? '')?.[1] ?? ''
    expect(execFileSync('cat', [file], { uid: nobody, gid: nobody, encoding: 'utf8' })).toContain('github.com')
    rmSync(dirname(file), { recursive: true })
  })
})
