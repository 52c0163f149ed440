import { roles } from '../../../core/access/actor.ts'
import type { StoredToken } from '../../../pipeline/ports/access-store.ts'
import { Layout } from '../layout.tsx'
import { Action, UntilField } from '../parts/action.tsx'
import { Empty, PageHead } from '../parts/frame.tsx'
import { Foreign } from '../parts/names.tsx'
import { Cell, Row, Table } from '../parts/table.tsx'
import { Ago } from '../parts/time.tsx'
import { frameOf, type View } from '../view.ts'

interface TokensPageProps {
  readonly view: View
  readonly tokens: readonly StoredToken[]
  /** One that was just made: its secret is told this once. */
  readonly made?: { readonly name: string; readonly secret: string } | undefined
}

/** Tokens: who may come in by themselves. */
export function TokensPage({ view, tokens, made }: TokensPageProps) {
  return (
    <Layout {...frameOf(view)} title="Tokens" section="tokens">
      <PageHead title="Tokens" actions={<MakeToken />}>
        <code>REDHOOK_TOKEN</code> is one with the role admin; it is not listed.
      </PageHead>
      {made ? (
        <div class="flash flash-done" role="status">
          <p>
            The token <Foreign text={made.name} /> is made. Copy it now: it is told only this once.
          </p>
          <pre class="secret">{made.secret}</pre>
        </div>
      ) : null}
      {tokens.length === 0 ? (
        <Empty title="There is no further token.">
          <p>Make one for each script and each person, so that each can be revoked alone.</p>
        </Empty>
      ) : (
        <Table class="tokens" caption="Tokens" columns={['Name', 'Role', 'Made', 'Last used', 'Ends', 'Revoke']}>
          {tokens.map(token => (
            <TokenRow token={token} now={view.now} />
          ))}
        </Table>
      )}
    </Layout>
  )
}

const MakeToken = () => (
  <Action id="create" title="Make a token" confirm="Make it" tone="primary" path="/tokens">
    <label for="token-name">Name</label>
    <input id="token-name" name="name" required maxlength={63} autocomplete="off" spellcheck={false} placeholder="ci" />
    <label for="token-role">Role</label>
    <select id="token-role" name="role">
      {roles.map(role => (
        <option value={role}>{role}</option>
      ))}
    </select>
    <p class="hint">view: see. deploy: act on apps. admin: everything.</p>
    <UntilField id="token-until" forever="until it is revoked" more={['30d', '90d']} />
  </Action>
)

const TokenRow = ({
  token: { name, role, createdAt, createdBy, lastUsedAt, expiresAt },
  now,
}: {
  token: StoredToken
  now: number
}) => (
  <Row>
    <Cell>
      <Foreign text={name} most={80} />
    </Cell>
    <Cell>{role}</Cell>
    <Cell class="cell-when">
      <Ago at={createdAt} now={now} /> <span class="small muted">by </span>
      <Foreign text={createdBy} most={60} />
    </Cell>
    <Cell class="cell-when">{lastUsedAt === undefined ? 'never' : <Ago at={lastUsedAt} now={now} />}</Cell>
    <Cell class="cell-when">{expiresAt === undefined ? 'never' : <Ago at={expiresAt} now={now} />}</Cell>
    <Cell>
      <Action id={`revoke-${name}`} title="Revoke" confirm="Revoke it" tone="danger" size="small" path="/tokens/revoke">
        <p>
          <Foreign text={name} most={80} /> is good for nothing from now on, and sessions opened with it end.
        </p>
        <input type="hidden" name="name" value={name} />
      </Action>
    </Cell>
  </Row>
)
