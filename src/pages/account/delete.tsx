import { TextField } from '../fields.tsx'
import { Layout } from '../layout.tsx'
import { Name } from '../name.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { Ticket } from '../ticket.tsx'

export interface DeleteAccountPageProps {
  frame: PortalFrame
  login: string
  /** Names of the applications and APIs that they own. */
  owns: string[]
  retentionDays: number
  problem?: string | undefined
}

export function DeleteAccountPage({ frame, login, owns, retentionDays, problem }: DeleteAccountPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/account/data"
      title="Delete your account?"
      above={{ name: 'Your data', href: '/account/data' }}
      faulty={problem !== undefined}
    >
      {owns.length === 0 ? null : (
        <Notice kind="warning">
          <p>
            You own what others may depend on. It stays, and you are no longer its owner: where you are the
            only one, make somebody else an owner first.
          </p>
          <ul>
            {owns.map((name) => (
              <li key={name}>
                <Name of={name} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Panel title="What happens" about="At once, and it cannot be undone.">
        <ul class="happens">
          <li>Your record is deleted: profile, email address and password.</li>
          <li>You are signed out in every browser.</li>
          <li>
            Every application is disconnected. What it stored about you itself stays with it: ask there.
          </li>
          <li>
            What happened to your account stays in the audit trail for {retentionDays} days, with your user
            name, and is then deleted.
          </li>
        </ul>
      </Panel>
      <Panel title="Are you sure?">
        <PortalForm frame={frame} action="/account/delete">
          <TextField
            name="login"
            label={
              <>
                Type your user name, <Name of={login} />, to delete the account
              </>
            }
            value=""
            technical
            required
            problem={problem}
          />
          <div class="actions">
            <button type="submit" class="danger">
              Delete my account
            </button>
            <a class="button" href="/account/data">
              Keep it
            </a>
          </div>
        </PortalForm>
      </Panel>
    </PortalPage>
  )
}

/** Shown to somebody who is nobody here any more. */
export function AccountDeletedPage() {
  const stub = (
    <>
      <img class="mark" src="/icon.svg" alt="" width="56" height="56" />
      <h1>Your account is deleted</h1>
    </>
  )
  return (
    <Layout title="Your account is deleted">
      <Ticket stub={stub}>
        <p>You are signed out everywhere, and no application can act for you any more.</p>
        <p>You can close this page.</p>
      </Ticket>
    </Layout>
  )
}
