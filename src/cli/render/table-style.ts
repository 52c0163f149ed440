import type { Paint } from '../style.ts'

/** How tables look on an output. */
export interface TableStyle {
  readonly paint: Paint
  /** Epoch milliseconds. */
  readonly now: number
  /** Of the terminal; absent in a pipe, where nothing is cut. */
  readonly width: number | undefined
}
