const paths = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4.5 4.5l7 7m0-7l-7 7',
  back: 'M6.5 3.5L3 7l3.5 3.5M3.5 7H10a3 3 0 0 1 0 6H7',
  dots: 'M3.6 8h.01M8 8h.01M12.4 8h.01',
  run: 'M8 2.5a5.5 5.5 0 1 0 5.5 5.5',
  skip: 'M4 4l4 4-4 4m5-8l4 4-4 4',
  stop: 'M4.5 4.5h7v7h-7z',
  over: 'M8 13V4m-3.5 3.5L8 4l3.5 3.5',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3',
  branch:
    'M5 4.8v6.4M11 6.8c0 3-6 1.6-6 4.4M5 4.8a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8zM11 6.8A1.4 1.4 0 1 0 11 4a1.4 1.4 0 0 0 0 2.8zM5 14a1.4 1.4 0 1 0 0-2.8A1.4 1.4 0 0 0 5 14z',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.7h.01',
  empty: 'M4 8h8',
} as const

export type IconName = keyof typeof paths

/** A small drawing beside a word; never alone, so it says nothing to a screen reader. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
)

/** The house's mark: a hook over two containers, red and blue. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path class="mark-hook" d="M11.6 1.5v4.7a3.1 3.1 0 0 1-6.2 0" />
    <rect class="mark-red" x="2" y="12" width="7.2" height="6.5" rx="1" />
    <rect class="mark-blue" x="10.8" y="12" width="7.2" height="6.5" rx="1" />
  </svg>
)
