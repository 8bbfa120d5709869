import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface DataPageProps {
  frame: PortalFrame
  retentionDays: number
  deletable: boolean
}

export function DataPage({ frame, retentionDays, deletable }: DataPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/account/data"
      title="Your data"
      lead="What this server keeps about you, to take with you or to end."
    >
      <Panel
        id="download"
        title="Download it"
        about="One file of JSON. Where your last sign-in was a while ago, you are asked to sign in first, and then press once more."
      >
        <p>
          In it are your record and profile, the browsers in which you are signed in, what you allow
          applications, what you registered here, and what happened to your account in the last{' '}
          {retentionDays} days. Not in it: your password, which nobody can read.
        </p>
        <PortalForm frame={frame} action="/account/data">
          <div class="actions">
            <button type="submit">Download your data</button>
          </div>
        </PortalForm>
      </Panel>
      <Panel id="delete" title="Delete your account" about="It cannot be undone.">
        {deletable ? (
          <>
            <p>
              You are signed out everywhere, and everything that you connected is disconnected. The next page
              says what happens, and asks whether you are sure.
            </p>
            <p class="actions">
              <a class="button danger" href="/account/delete">
                Delete your account
              </a>
            </p>
          </>
        ) : (
          <p>Accounts are deleted by whoever runs this server; ask them.</p>
        )}
      </Panel>
    </PortalPage>
  )
}
