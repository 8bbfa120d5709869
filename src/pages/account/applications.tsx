import type { Application } from '../application.ts'
import { OutwardLink } from '../links.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Confirmed, Notice, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ConnectedApplication {
  clientId: string
  application: Application
  /** What it may do, as the consent page said it. */
  sentences: string[]
  when: string
  /** It belongs to whoever runs this server, and asks no consent. */
  trusted: boolean
}

export interface ApplicationsPageProps {
  frame: PortalFrame
  applications: ConnectedApplication[]
  notice?: string | undefined
}

export function ApplicationsPage({ frame, applications, notice }: ApplicationsPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/account/applications"
      title="Connected applications"
      lead="What you signed in to with this account, and what each may do. What you disconnect has no access from that moment on, and has to ask you again."
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {applications.length === 0 ? (
        <div class="empty">
          <h2>None at present</h2>
          <p>An application appears here once you have signed in to it with this account.</p>
        </div>
      ) : (
        <ul class="connections">
          {applications.map((each) => (
            <li key={each.clientId}>
              <Connection frame={frame} {...each} />
            </li>
          ))}
        </ul>
      )}
    </PortalPage>
  )
}

function Connection({
  frame,
  clientId,
  application,
  sentences,
  when,
  trusted,
}: ConnectedApplication & { frame: PortalFrame }) {
  const { name, logo, stranger, host, website } = application
  return (
    <>
      <Mark name={name} logo={logo} />
      <div class="connection">
        <h2>
          <Name of={name} />
        </h2>
        <p class="quiet-text">
          {host === undefined ? <OutwardLink to={website} /> : <bdi>{host}</bdi>}
          {stranger ? <span class="tag alert">Registered by itself</span> : null}
          {trusted ? <span class="tag">Part of {plainName(frame.server)}</span> : null}
        </p>
        {sentences.length === 0 ? (
          <p>It may only sign you in.</p>
        ) : (
          <>
            <p class="unseen">It may:</p>
            <ul class="scopes">
              {sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
        <p class="quiet-text">{when}</p>
      </div>
      <Confirmed
        frame={frame}
        action="/account/applications"
        fields={{ application: clientId }}
        opener={
          <>
            Disconnect<span class="unseen"> {plainName(name)}</span>
          </>
        }
        consequence="It gets nothing new from this moment on, and what you allowed it is forgotten. A token that it holds already may work for some minutes more at an API that does not ask here. What it has stored about you stays with it."
        confirm="Disconnect"
      />
    </>
  )
}
