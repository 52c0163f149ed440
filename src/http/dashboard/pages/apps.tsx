import type { AppView } from '../../../pipeline/house.ts'
import { type AppFilter, type AppGroup, appGroups, countGroups, filterApps } from '../apps-filter.ts'
import { Layout } from '../layout.tsx'
import { Empty, PageHead } from '../parts/frame.tsx'
import { keptAppRow } from '../parts/kept-row.ts'
import { Pick } from '../parts/pick.tsx'
import { SearchForm } from '../parts/search-form.tsx'
import { Table } from '../parts/table.tsx'
import { NoApps } from '../parts/teach.tsx'
import { formatCount } from '../text/bytes.ts'
import { frameOf, type View } from '../view.ts'

interface AppsPageProps {
  readonly view: View
  readonly apps: readonly AppView[]
  readonly filter: AppFilter
}

/** Every app: is my change there, and if not, why? */
export function AppsPage({ view, apps, filter }: AppsPageProps) {
  return (
    <Layout {...frameOf(view)} title="Apps" section="apps">
      <PageHead
        title="Apps"
        actions={
          apps.length > 0 ? (
            <SearchForm path="/" value={filter.search} label="Search apps" keep={{ state: filter.group }} isLive />
          ) : null
        }
      >
        {apps.length > 0 ? formatCount(apps.length, 'app') : null}
      </PageHead>
      {apps.length === 0 ? <NoApps /> : <AppsTable view={view} apps={apps} filter={filter} />}
    </Layout>
  )
}

function AppsTable({ view, apps, filter }: AppsPageProps) {
  const counts = countGroups(apps)
  const shown = filterApps(apps, filter)
  const linkTo = (group: AppGroup | undefined) => {
    const query = new URLSearchParams({
      ...(group ? { state: group } : {}),
      ...(filter.search ? { q: filter.search } : {}),
    })
    return query.size > 0 ? `/?${query}` : '/'
  }
  const choices = [
    { title: 'All', count: apps.length, href: linkTo(undefined), isCurrent: filter.group === undefined },
    ...appGroups
      .filter(group => (counts.get(group.id) ?? 0) > 0 || group.id === filter.group)
      .map(({ id, title }) => ({
        title,
        count: counts.get(id) ?? 0,
        href: linkTo(id),
        isCurrent: filter.group === id,
      })),
  ]
  return (
    <>
      <Pick label="Filter by state" choices={choices} />
      {shown.length === 0 ? (
        <Empty title="No app matches.">
          <p>
            <a href="/">Show all apps</a>
          </p>
        </Empty>
      ) : (
        <Table class="apps" caption="Apps" columns={['App', 'State', 'Live', 'When', 'Took']}>
          {shown.map(app => keptAppRow(app, view.now))}
        </Table>
      )}
    </>
  )
}
