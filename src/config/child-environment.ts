type Variables = Readonly<Record<string, string>>

const certificates = 'SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE'
const forChildren = new RegExp(
  `^(?:PATH|HOME|USER|LOGNAME|TMPDIR|LANG|LC_ALL|LC_CTYPE|LC_MESSAGES|TZ|XDG_RUNTIME_DIR|DOCKER_.+|BUILDX_.+|${certificates})$`,
)
const proxies = /^(?:https?|all|no|ftp)_proxy$/i
const forGit = /^(?:SSH_AUTH_SOCK|XDG_CONFIG_HOME|GIT_SSL_CAINFO|GIT_SSL_CAPATH)$/

const pick = (variables: Variables, wanted: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => wanted(name)))

/**
 * The little that every child process gets: where programs, home and Docker are, language and time zone, proxies and
 * certificates. Nothing of Redhook's own.
 */
export const pickChildEnvironment = (variables: Variables): Record<string, string> =>
  pick(variables, name => forChildren.test(name) || proxies.test(name))

/** The same with what git needs beside it to reach a remote as its user would: the ssh agent, its own certificates. */
export const pickGitEnvironment = (variables: Variables): Record<string, string> =>
  pick(variables, name => forChildren.test(name) || proxies.test(name) || forGit.test(name))
