import * as z from 'zod'
import { noticeKinds } from '../core/notice/kinds.ts'
import { listOf, text } from './fields.ts'

const kinds = z
  .array(z.enum(noticeKinds), { error: `a list of kinds; there are ${noticeKinds.join(', ')}` })
  .min(1, { error: 'a list with at least one kind; leave it out for failed, rolled_back and recovered' })

const subscription = z.strictObject({
  to: text.describe('The name of a channel.'),
  on: kinds.describe('What to tell of. `recovered` is told to whoever heard of a failure, too.').exactOptional(),
})

/** `notify` of an app or of the defaults. */
export const notifySchema = listOf(
  z.union([text, subscription], { error: 'the name of a channel, or {to: team, on: [failed, recovered]}' }),
  'a list; write [team], or [{to: team, on: [failed, recovered]}]',
)
