import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as argv from '../../../src/adapters/git/argv.ts'
import { gitEnvironment } from '../../../src/adapters/git/environment.ts'
import { gitFailure } from '../../../src/adapters/git/failure.ts'
import * as parse from '../../../src/adapters/git/parse.ts'

describe('parseProtocol', () => {
  it.each([
    ['https://github.com/a/b', 'https'],
    ['HTTP://x/y', 'http'],
    ['ssh://git@host:22/x', 'ssh'],
    ['git+ssh://host/x', 'ssh'],
    ['git@github.com:a/b.git', 'ssh'],
    ['host:b', 'ssh'],
    ['[::1]:b', 'ssh'],
    ['git://host/x', 'git'],
    ['file:///srv/x.git', 'file'],
    ['/srv/x.git', 'file'],
    ['./a:b', 'file'],
    ['../x', 'file'],
    ['ext::sh -c id', undefined],
    ['ftp://x/y', undefined],
    ['transport::address', undefined],
  ])('%s speaks %s', (url, protocol) => expect(parse.parseProtocol(url)).toBe(protocol))
})

describe('the parsers', () => {
  it('survive any text', () => {
    const all = [
      parse.parseProtocol,
      parse.parseVersion,
      parse.parseNulList,
      parse.parseCommit,
      parse.parseRemoteRefs,
      parse.parseFoundCommit,
      parse.parseChangedPaths,
      parse.parseSymref,
      parse.parseStatus,
      parse.parseChanges,
      parse.parseTree,
      parse.parseBlob,
      parse.parseReflog,
    ]
    const pieces = fc.constantFrom('\0', '\n', '\t', ' ', 'a', '1', 'u', ':', '0'.repeat(40), 'ref: refs/heads/x', 'é')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map(parts => parts.join('')),
        ),
        text => {
          for (const parser of all) parser(text)
        },
      ),
    )
  })

  it('read what git writes', () => {
    expect(parse.parseVersion('git version 2.47.1.windows.1')).toBe('2.47.1')
    expect(parse.parseSymref('ref: refs/heads/feature/x\tHEAD\nabc\tHEAD\n')).toBe('feature/x')
    expect(
      parse.parseStatus('1 .M N... 100644 100644 100644 a b a file.txt\0? new\0u UU N... 1 2 3 4 a b c odd\0'),
    ).toEqual([
      { xy: '.M', path: 'a file.txt' },
      { xy: 'UU', path: 'odd' },
    ])
    expect(parse.parseBlob('abc blob 4\none\n\n')?.toString()).toBe('one\n')
    expect(parse.parseBlob('symlink 11\n/etc/passwd\n')).toBeUndefined()
    expect([...parse.parseReflog(`${'0'.repeat(40)} aa A <a> 1 +0000\tfetch\naa bb A <a> 1 +0000\tfetch\n`)]).toEqual([
      'aa',
      'bb',
    ])
  })
})

describe('gitFailure', () => {
  const failed = (stderr: string, code: 'FETCH_FAILED' | 'SUBMODULE_FAILED' = 'FETCH_FAILED') =>
    gitFailure(
      { stderr, stdout: '', exitCode: 128, signal: undefined, timedOut: false, aborted: false, durationMs: 1 },
      { what: 'Fetching main failed', code },
    )

  it.each([
    ["fatal: unable to access 'https://x/': Could not resolve host: x", 'REMOTE_UNREACHABLE'],
    [
      'ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote repository.',
      'REMOTE_UNREACHABLE',
    ],
    [
      'ssh: connect to host x port 22: Connection timed out\nfatal: Could not read from remote repository.',
      'REMOTE_UNREACHABLE',
    ],
    ["fatal: unable to access 'https://x/': The requested URL returned error: 502", 'REMOTE_UNREACHABLE'],
    ['error: RPC failed; curl 92 HTTP/2 stream 0\nfatal: early EOF\nfatal: index-pack failed', 'REMOTE_UNREACHABLE'],
    ['fatal: the remote end hung up unexpectedly', 'REMOTE_UNREACHABLE'],
    ["fatal: could not read Username for 'https://x': terminal prompts disabled", 'REMOTE_DENIED'],
    ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'REMOTE_DENIED'],
    ['git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'REMOTE_DENIED'],
    ['Host key verification failed.\nfatal: Could not read from remote repository.', 'REMOTE_HOST_KEY'],
    ["fatal: Unable to create '/x/.git/index.lock': File exists.", 'CHECKOUT_BUSY'],
    ['fatal: write error: No space left on device', 'FETCH_FAILED'],
    ["fatal: transport 'http' not allowed", 'FETCH_FAILED'],
    ['fatal: something new', 'FETCH_FAILED'],
  ])('%j is %s', (stderr, code) => expect(failed(stderr)).toMatchObject({ code }))

  it('keeps the line that matters, drops the noise and the credentials', () => {
    const { message } = failed(
      "From https://ada:pw@x/y\nwarning: redirecting\nfatal: unable to access 'https://ada:pw@x/y': Could not resolve host: x\nPlease make sure you have the correct access rights\n",
    )
    expect(message).toBe(
      "Fetching main failed: fatal: unable to access 'https://[redacted]@x/y': Could not resolve host: x",
    )
  })

  it('keeps the code of what was attempted where git says nothing better', () => {
    expect(failed('fatal: odd', 'SUBMODULE_FAILED').code).toBe('SUBMODULE_FAILED')
  })
})

describe('what is said', () => {
  const at = { cwd: '/srv/shop', env: {} }

  it('is one array of words, with everything foreign behind --end-of-options or in a full ref', () => {
    expect(argv.fetchBranch(at, 'origin', '--upload-pack=x').argv.slice(-3)).toEqual([
      '--end-of-options',
      'origin',
      '+refs/heads/--upload-pack=x:refs/remotes/origin/--upload-pack=x',
    ])
  })

  it('gives ssh the deploy key alone, with odd paths kept literal', () => {
    const env = gitEnvironment({ base: {}, safe: [], key: { deployKey: "/k/it's 100%", knownHosts: '/k/known hosts' } })
    expect(env.GIT_SSH_COMMAND).toContain(
      `-i '/k/it'\\''s 100%%' -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes`,
    )
    expect(env.GIT_SSH_COMMAND).toContain(`-o 'UserKnownHostsFile="/k/known hosts"'`)
    expect(env.GIT_ALLOW_PROTOCOL).toBe('')
  })

  it("keeps Redhook's own agent and home from another user", () => {
    const base = {
      HOME: '/root',
      SSH_AUTH_SOCK: '/a',
      XDG_CONFIG_HOME: '/c',
      USER: 'root',
      PATH: '/bin',
      https_proxy: 'p',
    }
    const env = gitEnvironment({ base, safe: ['/srv/shop'], user: { name: 'ada', home: '/home/ada' } })
    expect(env).toMatchObject({ HOME: '/home/ada', USER: 'ada', PATH: '/bin', https_proxy: 'p' })
    expect(Object.keys(env)).not.toContain('SSH_AUTH_SOCK')
    expect(Object.keys(env)).not.toContain('XDG_CONFIG_HOME')
  })
})
