import type { Problem } from '../../problem.ts'
import { Layout } from '../layout.tsx'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

/** What went wrong, and what to do next. */
export const ProblemPage = ({ view, problem: { title, code, detail, hint } }: { view: View; problem: Problem }) => (
  <Layout {...frameOf(view)} title={title}>
    <div class="problem">
      <p class="problem-title muted">{title}</p>
      <h1>{clean(detail)}</h1>
      <p>{clean(hint)}</p>
      <p class="small muted">
        Code <code>{code}</code>
      </p>
      <p>
        <a class="button" href="/">
          All apps
        </a>
      </p>
    </div>
  </Layout>
)
