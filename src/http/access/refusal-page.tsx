import type { Actor } from '../../core/access/actor.ts'
import { Layout } from '../dashboard/layout.tsx'
import type { Problem } from '../problem.ts'

/** What was refused, why, and what to do. */
export function RefusalPage({ problem, actor }: { readonly problem: Problem; readonly actor?: Actor | undefined }) {
  return (
    <Layout title={problem.title} actor={actor}>
      <div class="problem">
        <h1>{problem.title}</h1>
        <p>{problem.detail}</p>
        <p>{problem.hint}</p>
        <p>
          <a href="/sign-in">Sign in</a> or go <a href="/">back to the apps</a>.
        </p>
      </div>
    </Layout>
  )
}
