import { Layout } from '../dashboard/layout.tsx'
import { waitSeconds } from './wait-seconds.ts'

export interface SignInProps {
  /** Where to go afterwards; checked. */
  readonly next: string
  /** Whether anybody can sign in by name. */
  readonly hasUsers: boolean
  /** What was typed the last time. */
  readonly name?: string
  readonly refusal?: { readonly kind: 'wrong' | 'waiting' | 'busy'; readonly waitMs?: number | undefined }
}

/** Sign in with a token, or with name and password where the registry has users. */
export function SignInPage({ next, hasUsers, name = '', refusal }: SignInProps) {
  return (
    <Layout title="Sign in">
      <div class="sign-in">
        <h1>Sign in</h1>
        {refusal ? (
          <p class="flash flash-refused" role="alert">
            {wordsOf(refusal)}
          </p>
        ) : null}
        {hasUsers ? <PasswordForm next={next} name={name} /> : null}
        <TokenForm next={next} isOnly={!hasUsers} />
      </div>
    </Layout>
  )
}

function PasswordForm({ next, name }: { readonly next: string; readonly name: string }) {
  return (
    <form method="post" action="/sign-in" class="stack">
      <input type="hidden" name="next" value={next} />
      <label for="name">Name</label>
      <input
        id="name"
        name="name"
        value={name}
        required
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
      />
      <label for="password">Password</label>
      <input id="password" name="password" type="password" required autocomplete="current-password" />
      <button type="submit" class="button primary">
        Sign in
      </button>
    </form>
  )
}

function TokenForm({ next, isOnly }: { readonly next: string; readonly isOnly: boolean }) {
  return (
    <form method="post" action="/sign-in" class="stack">
      <input type="hidden" name="next" value={next} />
      <label for="token">Token</label>
      <input id="token" name="token" type="password" required autocomplete="off" />
      <p class="hint">
        Made by <code>redhook token add</code>, or the one set as <code>REDHOOK_TOKEN</code>.
      </p>
      <button type="submit" class={isOnly ? 'button primary' : 'button'}>
        Sign in with a token
      </button>
    </form>
  )
}

function wordsOf({ kind, waitMs = 0 }: NonNullable<SignInProps['refusal']>): string {
  if (kind === 'wrong') return 'That is not right. Check it and try again.'
  if (kind === 'busy') return 'Many are signing in at this moment. Try again in a few seconds.'
  return `Too many tries have failed. Wait ${waitSeconds(waitMs)} s, then try once more.`
}
