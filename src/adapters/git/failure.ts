import { type ErrorCode, RedhookError } from '../../core/errors.ts'
import { createRedact } from '../../core/redact.ts'
import type { RunResult } from '../../pipeline/ports/processes.ts'

interface Meaning {
  readonly says: RegExp
  readonly code: ErrorCode
  readonly hint: string
}

const meanings: readonly Meaning[] = [
  {
    says: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host key is known for/i,
    code: 'REMOTE_HOST_KEY',
    hint: "Compare the server's key with what its operator publishes (ssh-keyscan shows it), then put it into the file of knownHosts: (or, without deployKey:, into ~/.ssh/known_hosts).",
  },
  {
    says: /transport '.*' not allowed/,
    code: 'FETCH_FAILED',
    hint: 'Only the protocol of the configured URL may be spoken. Use the same one for submodules and redirects, or relative URLs.',
  },
  {
    says: /No space left on device|Disk quota exceeded/i,
    code: 'FETCH_FAILED',
    hint: 'The disk is full. Make room (docker system df shows what images take), then deploy again.',
  },
  {
    says: /Unable to create '.*\.lock'|cannot lock ref|could not lock config/i,
    code: 'CHECKOUT_BUSY',
    hint: 'Another git works in this checkout. Redhook tries again.',
  },
  {
    says: /dubious ownership/,
    code: 'REMOTE_DENIED',
    hint: 'The repository belongs to another user. Let git run as its owner, or trust it with git config --global --add safe.directory.',
  },
  {
    says: /Load key ".*": Permission denied|Identity file .* not accessible|UNPROTECTED PRIVATE KEY|invalid format|error in libcrypto/i,
    code: 'REMOTE_DENIED',
    hint: 'The private key of deployKey: must be readable by the user that git runs as (the owner of the checkout), and by nobody else: chown it, then chmod 600.',
  },
  {
    says: /Permission denied \(|Permission to .* denied|Authentication failed|could not read (Username|Password)|prompts disabled|Repository not found|repository '.*' not found|returned error: 40[0134]|Invalid username|Access denied|ERROR: .*(access|exist|found|permission)|Too many authentication failures|does not appear to be a git repository|not a git repository/i,
    code: 'REMOTE_DENIED',
    hint: 'Check the URL, and that this machine may read the repository: deployKey: for ssh; for https a token or an App below providers:, a credential helper or ~/.netrc. `git fetch` in the checkout must work without a question.',
  },
  {
    says: /Could not resolve (host|proxy)|name resolution|Name or service not known|Connection (was )?(refused|timed out|reset|closed)|Network is unreachable|No route to host|timed out|Failed to connect|could(n't| not) connect|unable to connect|returned error: (5\d\d|429|408)|HTTP (5\d\d|429)|early EOF|hung up|unexpected disconnect|Operation too slow|RPC failed|kex_exchange_identification|Empty reply|SSL_ERROR_SYSCALL|TLS connection was|gnutls_handshake|transfer closed|Broken pipe/i,
    code: 'REMOTE_UNREACHABLE',
    hint: 'The remote does not answer. Redhook tries again; check the network and the remote if it goes on.',
  },
  {
    says: /Permission denied|insufficient permission|Read-only file system/i,
    code: 'GIT_FAILED',
    hint: 'Git may not write there. Give the checkout to the user that Redhook runs as (chown -R).',
  },
]

export interface FailureOptions {
  /** What was attempted, as the start of a sentence. */
  readonly what: string
  /** Where nothing better is known. */
  readonly code: ErrorCode
  /** The remote is a folder of this machine: when it is away, so is its disk. */
  readonly isLocalRemote?: boolean
}

/** What git's answer means, as an error without credentials. */
export function gitFailure({ stderr, stdout, exitCode, signal }: RunResult, options: FailureOptions): RedhookError {
  const said = createRedact([])(errorLines(stderr) || errorLines(stdout) || `git ended with ${signal ?? exitCode}`)
  const message = `${options.what}: ${said}`
  if (options.isLocalRemote && /does not appear to be a git repository|does not exist/.test(said)) {
    return new RedhookError(message, {
      code: 'REMOTE_UNREACHABLE',
      hint: 'The folder of url: is not there. Is its disk mounted?',
    })
  }
  const meaning = meanings.find(({ says }) => says.test(stderr))
  const code =
    meaning === undefined || meaning.code === 'FETCH_FAILED' || meaning.code === 'GIT_FAILED'
      ? options.code
      : meaning.code
  return new RedhookError(message, {
    code,
    hint: meaning?.hint ?? 'Run the same by hand in the checkout; the log of the deployment has all that git said.',
  })
}

/** What surrounds a failure and says nothing of it. */
const noise =
  /^(Cloning into|From |hint:|warning:|Another git process|an editor opened|are terminated then|may have crashed|remove the file|Please make sure|and the repository exists\.?$|remote: (Enumerating|Counting|Compressing|Total))/i

/** From the line before the first that speaks of an error, at most four. */
function errorLines(text: string): string {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !noise.test(line))
  const first = lines.findIndex(line => /^(fatal|error)\b/i.test(line))
  return lines.slice(first === -1 ? -4 : Math.max(0, first - 1), first === -1 ? undefined : first + 3).join(' · ')
}
