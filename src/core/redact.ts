/** Replaces every known secret in any text. */
export type Redact = (text: string) => string

const shortest = 6
const secretName =
  /(SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD|_KEY$|^KEY$|API_?KEY|PRIVATE|CREDENTIAL|AUTH|DSN|_URL$|^DATABASE_URL$|WEBHOOK)/i
const urlWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i
// Bounded, since an unbounded scheme takes quadratic time on a long line of letters (minified code, base64).
const userInfo = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s@"]+@/gi

/**
 * Whether a variable of an app's `.env` looks like a secret: by its name, or because its value is a URL that carries a
 * password.
 */
export const looksSecret = (name: string, value: string): boolean =>
  secretName.test(name) || urlWithPassword.test(value)

/**
 * A redactor for these secrets: each occurrence, also URL-encoded or line by line, becomes `[redacted]`. Credentials inside
 * URLs (`https://user:password@host`) go even when nobody registered them. Secrets under 6 characters are left out, since
 * hiding them would hide half of every text.
 */
export function createRedact(secrets: Iterable<string>): Redact {
  const known = new Set<string>()
  for (const secret of secrets) {
    for (const part of [secret, ...secret.split('\n')]) {
      const text = part.trim()
      if (text.length < shortest) continue
      known.add(text)
      known.add(encodeURIComponent(text))
      const quoted = JSON.stringify(text).slice(1, -1)
      known.add(quoted)
    }
  }
  const longestFirst = [...known].sort((a, b) => b.length - a.length)
  return text => {
    let clean = text
    for (const secret of longestFirst) clean = clean.replaceAll(secret, '[redacted]')
    // The pattern looks at every letter of a long line; what it needs is seldom there.
    return clean.includes('://') ? clean.replace(userInfo, '$1[redacted]@') : clean
  }
}
