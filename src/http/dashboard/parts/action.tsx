import type { Child } from 'hono/jsx'
import { clean } from '../text/clean.ts'

interface ActionProps {
  /** Unique on the page. */
  readonly id: string
  /** What the button says. */
  readonly title: string
  /** What it is done to, where a page has many such buttons: only the dialog and screen readers say it. */
  readonly of?: string
  /** Where the form is sent to. */
  readonly path: string
  /** What the second button says: what will happen. */
  readonly confirm: string
  readonly tone?: 'primary' | 'danger' | 'usual'
  readonly size?: 'small'
  /** What it means, and fields to fill in. */
  readonly children?: Child
}

/**
 * Something that can be done, after a second look: the button opens what it means, and only the button in there does it. The script
 * shows it as a dialog.
 */
export const Action = ({ id, title, of, path, confirm, tone = 'usual', size, children }: ActionProps) => (
  <details class="action" data-action="" id={`action-${id}`}>
    <summary class={`button ${tone === 'usual' ? '' : tone} ${size ?? ''}`.trim()}>
      {title}
      {of === undefined ? null : <span class="unseen"> {clean(of)}</span>}
    </summary>
    <form
      method="post"
      action={path}
      class="stack action-form"
      aria-label={of === undefined ? title : `${title} ${clean(of)}`}
    >
      {children}
      <div class="action-buttons">
        <button type="submit" class={`button ${tone === 'danger' ? 'danger' : 'primary'}`}>
          {confirm}
        </button>
        <button type="button" class="button" data-close="" hidden>
          Leave it
        </button>
      </div>
    </form>
  </details>
)

/** When a lock, a detour or a token ends. */
export const UntilField = ({ id, forever, more = [] }: { id: string; forever: string; more?: readonly string[] }) => (
  <>
    <label for={id}>Until</label>
    <input id={id} name="until" list={`${id}-list`} maxlength={40} autocomplete="off" placeholder={forever} />
    <datalist id={`${id}-list`}>
      {['30m', '1h', '2h', '4h', '17:00', '1d', ...more].map(value => (
        <option value={value} />
      ))}
    </datalist>
    <p class="hint">A duration (45m, 2h, 1d), a time of day (17:00, the server’s), or nothing: {forever}.</p>
  </>
)
