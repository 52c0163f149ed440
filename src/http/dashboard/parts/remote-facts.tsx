import type { HouseHealth } from '../../../pipeline/house.ts'
import { formatCount } from '../text/bytes.ts'
import { clean } from '../text/clean.ts'
import { Fact, Facts } from './frame.tsx'
import { Ago } from './time.tsx'

interface RemoteFactsProps {
  readonly health: Pick<HouseHealth, 'watching' | 'addresses'>
  readonly now: number
}

/** How new commits are found without a delivery, and how old the list of GitHub's addresses is. */
export const RemoteFacts = ({ health: { watching, addresses }, now }: RemoteFactsProps) => (
  <Facts>
    <Fact name="Asked for new commits">
      {formatCount(watching.remotes, 'remote')}, {formatCount(watching.polled, 'polled app')}
    </Fact>
    {addresses === undefined ? null : <Fact name="GitHub's addresses">{describe(addresses, now)}</Fact>}
  </Facts>
)

const describe = ({ entries, fetchedAt, problem }: NonNullable<HouseHealth['addresses']>, now: number) => (
  <>
    {formatCount(entries, 'entry', 'entries')},{' '}
    {fetchedAt === undefined ? (
      'shipped with Redhook'
    ) : (
      <>
        fetched <Ago at={fetchedAt} now={now} />
      </>
    )}
    {problem === undefined ? null : `; could not be fetched again: ${clean(problem)}`}
  </>
)
