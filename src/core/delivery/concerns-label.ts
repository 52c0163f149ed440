import type { PullRequest } from './meaning.ts'

/** Whether this event is about that label: put on or taken off, alone or among others. */
export const concernsLabel = ({ label, labels }: Pick<PullRequest, 'label' | 'labels'>, wanted: string): boolean =>
  (labels ?? [label]).includes(wanted)
