import { type Actor, isEnough, type Role } from '../../core/access/actor.ts'
import type { LayoutProps } from './layout.tsx'

/** What every page is drawn with, beside what it shows. */
export interface View {
  readonly actor: Actor
  /** UTC, epoch milliseconds. */
  readonly now: number
  readonly position?: string | undefined
  readonly flash?: LayoutProps['flash']
}

/** Whether the one who looks may do that: what they may not is not shown. */
export const may = ({ actor }: Pick<View, 'actor'>, role: Role): boolean => isEnough(actor.role, role)

/** The view as the layout takes it. */
export const frameOf = ({ actor, position, flash }: View) => ({ actor, position, flash })
