import type { LogLine } from '../../../pipeline/ports/deployment-logs.ts'
import { parseAnsi } from '../assets/js/ansi.js'

/** A line of a deployment's log. The script draws later ones the same way. */
export const LogRow = ({ line: { at, step, stream, text } }: { line: LogLine }) => (
  <li class={stream}>
    <time datetime={new Date(at).toISOString()}>{new Date(at).toISOString().slice(11, 19)}</time>
    <span class="step">{step}</span>
    <code>
      <Ansi text={text} />
    </code>
  </li>
)

/** Text with a terminal's colors as classes; nothing else in it has any effect. */
export const Ansi = ({ text }: { text: string }) => (
  <>{parseAnsi(text).map(({ text: piece, classes }) => (classes ? <span class={classes}>{piece}</span> : piece))}</>
)
