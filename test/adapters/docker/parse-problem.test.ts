import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProblem, parseUnset, parseWarnings } from '../../../src/adapters/docker/parse-problem.ts'

/** What Compose 2.26.1 with Engine 20.10.24 wrote to standard error, word for word; the marked ones come from newer versions. */
const cases: readonly { title: string; stderr: string; problem: object }[] = [
  {
    title: 'a port that another container publishes',
    stderr: ` Container blueexp-web-1  Starting
Error response from daemon: driver failed programming external connectivity on endpoint blueexp-web-1 (eadb4cfd9a30): Bind for 127.0.0.1:18999 failed: port is already allocated`,
    problem: { kind: 'port-taken', port: 18999 },
  },
  {
    title: 'a port that a process of the machine listens on',
    stderr:
      'Error response from daemon: driver failed programming external connectivity on endpoint redp-web-1 (eab93370): Error starting userland proxy: listen tcp4 0.0.0.0:18998: bind: address already in use',
    problem: { kind: 'port-taken', port: 18998 },
  },
  {
    title: 'a taken port in the words of Engine 28',
    stderr:
      'Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint web-1 (0c8): failed to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address already in use',
    problem: { kind: 'port-taken', port: 8080 },
  },
  {
    title: 'a taken port in the words of Engine 29',
    stderr: 'Error response from daemon: failed to bind host port 127.0.0.1:8080/tcp: address already in use',
    problem: { kind: 'port-taken', port: 8080 },
  },
  {
    title: 'an image that is built here and is not there',
    stderr: ` Container blueexp-web-1  Creating
Error response from daemon: no such image: blueexp-web: No such image: blueexp-web:latest`,
    problem: { kind: 'image-missing', image: 'blueexp-web' },
  },
  {
    title: 'an image that may not be fetched',
    stderr: 'Error response from daemon: no such image: redhook-test/nothere:1: No such image: redhook-test/nothere:1',
    problem: { kind: 'image-missing', image: 'redhook-test/nothere:1' },
  },
  {
    title: 'a registry nobody can find',
    stderr: ` w2 Pulling 
 web Error Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.53:53: no such host
Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.53:53: no such host`,
    problem: { kind: 'pull', heals: false },
  },
  {
    title: 'a registry that is slow today',
    stderr: 'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
    problem: { kind: 'pull', heals: true },
  },
  {
    title: 'a registry that is started anew',
    stderr: `Error response from daemon: Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused`,
    problem: { kind: 'pull', heals: true },
  },
  {
    title: 'a registry without a way to it',
    stderr: `Error response from daemon: Get "https://registry.example.org/v2/": dial tcp 192.0.2.7:443: connect: network is unreachable`,
    problem: { kind: 'pull', heals: true },
  },
  {
    title: 'a registry that has had enough of us',
    stderr: 'Error response from daemon: toomanyrequests: You have reached your pull rate limit.',
    problem: { kind: 'pull', heals: true },
  },
  {
    title: 'an image that does not exist',
    stderr:
      'Error response from daemon: pull access denied for acme/nothing, repository does not exist or may require docker login',
    problem: { kind: 'pull', heals: false },
  },
  {
    title: 'a registry that is away, and says so once',
    stderr: ` web Pulling \n web Error Get "https://registry.example.org/v2/": dial tcp: no such host
Error response from daemon: Get "https://registry.example.org/v2/": dial tcp: no such host`,
    problem: { kind: 'pull', says: 'web Error Get "https://registry.example.org/v2/": dial tcp: no such host' },
  },
  {
    title: 'a fixed container name that is in use',
    stderr:
      'Error response from daemon: Conflict. The container name "/aaaabbbbcccc_x" is already in use by container "1f8a1bdf7df96450". You have to remove (or rename) that container to be able to reuse that name.',
    problem: { kind: 'name-taken', name: 'aaaabbbbcccc_x', holder: '1f8a1bdf7df96450' },
  },
  {
    title: 'a one-shot service that failed under service_completed_successfully',
    stderr: ` Container redos-m-1  service "m" didn't complete successfully: exit 4
service "m" didn't complete successfully: exit 4`,
    problem: { kind: 'dependency', name: 'm' },
  },
  {
    title: 'a dependency that is unhealthy',
    stderr: ' Container redos-m-1  Error\ndependency failed to start: container redos-m-1 is unhealthy',
    problem: { kind: 'dependency', name: 'redos-m-1' },
  },
  {
    title: 'an engine that is away',
    stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    problem: { kind: 'engine-unreachable' },
  },
  {
    title: 'an engine that went away while others waited for a dependency',
    stderr: ` Container e-slow-1  Error
dependency failed to start: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?`,
    problem: { kind: 'engine-unreachable' },
  },
  {
    title: 'an engine that went away in the middle of a build',
    stderr: 'failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    problem: { kind: 'engine-unreachable' },
  },
  {
    title: 'an engine that went away in the middle of a run',
    stderr: 'time="2026-11-22T04:25:06Z" level=error msg="error waiting for container: unexpected EOF"',
    problem: { kind: 'engine-unreachable' },
  },
  {
    title: 'a full disk',
    stderr: 'failed to solve: failed to register layer: write /x: no space left on device',
    problem: { kind: 'disk-full' },
  },
  {
    title: 'a misspelt key',
    stderr: 'validating /srv/shop/compose.yml: services.web Additional property imag is not allowed',
    problem: { kind: 'invalid' },
  },
  {
    title: 'broken YAML',
    stderr: 'yaml: line 2: did not find expected node content',
    problem: { kind: 'invalid' },
  },
  {
    title: 'a build step that failed, without BuildKit’s wrapping',
    stderr:
      'failed to solve: rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 2: unknown instruction: RUNX',
    problem: { kind: 'other', says: 'dockerfile parse error line 2: unknown instruction: RUNX' },
  },
  {
    title: 'a build whose own output, on standard error in newer versions, speaks of other things',
    stderr: `#9 0.4 Cannot connect to the Docker daemon at tcp://x. Is the docker daemon running?
 > [web 2/2] RUN ./test:
0.432 no space left on device
------
failed to solve: process "/bin/sh -c ./test" did not complete successfully: exit code: 1`,
    problem: {
      kind: 'other',
      says: 'failed to solve: process "/bin/sh -c ./test" did not complete successfully: exit code: 1',
    },
  },
]

describe('parseProblem', () => {
  it.each(cases)('knows $title', ({ stderr, problem }) => {
    expect(parseProblem(stderr)).toMatchObject(problem)
  })

  it('never crashes, whatever Compose says', () => {
    fc.assert(
      fc.property(fc.string(), stderr => {
        expect(parseProblem(stderr).kind).toBeTypeOf('string')
      }),
    )
  })
})

describe('parseWarnings', () => {
  it('finds each unset variable once', () => {
    const line =
      'time="2026-11-22T04:00:43Z" level=warning msg="The \\"NOPE\\" variable is not set. Defaulting to a blank string."'
    const warnings = parseWarnings(`${line}\n${line}\n Network x  Created`)
    expect(warnings).toEqual(['The "NOPE" variable is not set. Defaulting to a blank string.'])
    expect(parseUnset(warnings)).toEqual(['NOPE'])
  })
})
