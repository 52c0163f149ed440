import type { Actor } from '../../../core/access/actor.ts'

/** Who looks, the state of the live connection, and the way out. */
export function Account({ actor }: { actor: Actor }) {
  return (
    <div class="account">
      <span id="connection" class="connection" hidden>
        Not live
      </span>
      {actor.via === 'public' ? (
        <a class="button small" href="/sign-in">
          Sign in
        </a>
      ) : (
        <span class="who" title={`May ${actor.role}`}>
          {actor.name}
        </span>
      )}
      {actor.via === 'session' ? (
        <form method="post" action="/sign-out">
          <button class="plain" type="submit">
            Sign out
          </button>
        </form>
      ) : null}
    </div>
  )
}
