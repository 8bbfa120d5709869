import { Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { Code } from './code.tsx'

export interface InvitationMadePageProps {
  frame: PortalFrame
  place: string
  name: string
  href: string
  login: string
  link: string
}

/** For the owner: the link to give to somebody. */
export function InvitationMadePage({ frame, place, name, href, login, link }: InvitationMadePageProps) {
  return (
    <PortalPage frame={frame} place={place} title="A link to become an owner" above={{ name, href }}>
      <Panel
        title="Send it to them"
        about="We do not send it, and do not say whether somebody of that name has an account here."
      >
        <p>
          It works once, within a week, for whoever signs in here as{' '}
          <strong>
            <Name of={login} />
          </strong>
          . Nobody else can use it.
        </p>
        <Code id="invitation" caption="Link" code={link} wrap />
        <p class="actions">
          <a class="button" href={href}>
            Done
          </a>
        </p>
      </Panel>
    </PortalPage>
  )
}

export interface InvitationPageProps {
  frame: PortalFrame
  what: 'application' | 'API'
  name: string
  by: string
  byLogin: string
  sealed: string
}

/** For whom it was made: who asks, for what, and how to refuse. */
export function InvitationPage({ frame, what, name, by, byLogin, sealed }: InvitationPageProps) {
  return (
    <PortalPage
      frame={frame}
      title={`Own ${plainName(name)}?`}
      lead={
        <>
          <Name of={by} /> (<Name of={byLogin} />) asks you to own this {what} together.
        </>
      }
    >
      <Panel title="What it means" about="You can leave again at any time.">
        <p>
          You see and change everything about <Name of={name} />, secrets and other owners included. Whatever
          you do is recorded under your name. If you did not expect this, close the page.
        </p>
        <PortalForm frame={frame} action="/developer/invitation">
          <input type="hidden" name="of" value={sealed} />
          <div class="actions end">
            <button type="submit" class="primary">
              Become an owner
            </button>
            <a class="button" href="/developer">
              No
            </a>
          </div>
        </PortalForm>
      </Panel>
    </PortalPage>
  )
}
