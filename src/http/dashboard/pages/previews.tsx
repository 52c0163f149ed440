import type { PreviewView } from '../../../pipeline/previews/previews-door.ts'
import { Layout } from '../layout.tsx'
import { Empty, Live, PageHead } from '../parts/frame.tsx'
import { linkTo } from '../parts/pager.tsx'
import { Pick } from '../parts/pick.tsx'
import { PreviewsTable } from '../parts/previews-table.tsx'
import { frameOf, type View } from '../view.ts'

export interface PreviewsPageProps {
  readonly view: View
  readonly previews: readonly PreviewView[]
  /** Those that are gone are shown, too. */
  readonly all: boolean
}

/** Previews of pull requests. */
export const PreviewsPage = ({ view, previews, all }: PreviewsPageProps) => (
  <Layout {...frameOf(view)} title="Previews" section="previews">
    <PageHead title="Previews" />
    <Pick
      label="Filter by state"
      choices={[
        { title: 'Here', href: '/previews', isCurrent: !all },
        { title: 'All', href: linkTo('/previews', { all: 'true' }), isCurrent: all },
      ]}
    />
    <Live id="previews" topic="all">
      {previews.length === 0 ? <NoPreviews /> : <PreviewsTable view={view} previews={previews} />}
    </Live>
  </Layout>
)

const NoPreviews = () => (
  <Empty title="There are no previews.">
    <p>
      With <code>previews: true</code> in the registry each pull request of an app gets a Compose project of its own, on
      ports of its own, until it is closed.
    </p>
  </Empty>
)
