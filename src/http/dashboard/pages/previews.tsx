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
      With <code>previews: true</code> of an app in <code>redhook.yml</code> each of its pull requests gets a Compose
      project of its own, on ports of its own, until it is closed. Let its webhook send pull requests, too.
    </p>
    <pre tabindex={0}>{entry}</pre>
  </Empty>
)

const entry = `repos:
  acme/shop:
    path: /srv/staging/shop
    previews:
      env: { DATABASE_PASSWORD: preview } # the whole .env of a preview
      url: "http://staging.example.com:{port}"`
