import type { State } from '../../../core/deployment/deployment.ts'
import { stateWords, type Tone } from '../text/state-words.ts'
import { Icon, type IconName } from './icon.tsx'

/** A state by drawing, word and hue. */
export function StateMark({ state }: { state: State }) {
  const { word, icon, tone } = stateWords[state]
  return <Tag tone={tone} icon={icon} text={word} class={`state-${state}`} />
}

/** Any short fact by drawing, word and hue. */
export const Tag = ({
  tone,
  icon,
  text,
  class: more = '',
}: {
  tone: Tone
  icon: IconName
  text: string
  class?: string
}) => (
  <span class={`tag tone-${tone} ${more}`.trimEnd()}>
    <Icon name={icon} />
    {text}
  </span>
)

/** The color of a project: a small square of it, and its name. */
export function ColorMark({ color }: { color: string | undefined }) {
  if (color !== 'red' && color !== 'blue') return null
  return <span class={`color color-${color}`}>{color}</span>
}
