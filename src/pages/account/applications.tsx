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
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/applications"
      title={t('applications.title')}
      lead={t('applications.lead')}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {applications.length === 0 ? (
        <div class="empty">
          <h2>{t('applications.none')}</h2>
          <p>{t('applications.none_about')}</p>
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
  const { t } = frame
  return (
    <>
      <Mark name={name} logo={logo} />
      <div class="connection">
        <h2>
          <Name of={name} />
        </h2>
        <p class="quiet-text">
          {host === undefined ? <OutwardLink to={website} /> : <bdi>{host}</bdi>}
          {stranger ? <span class="tag alert">{t('applications.stranger')}</span> : null}
          {trusted ? (
            <span class="tag">{t('applications.own', { server: plainName(frame.server) })}</span>
          ) : null}
        </p>
        {sentences.length === 0 ? (
          <p>{t('applications.sign_in_only')}</p>
        ) : (
          <>
            <p class="unseen">{t('applications.may')}</p>
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
            {t('applications.disconnect')}
            <span class="unseen"> ({plainName(name)})</span>
          </>
        }
        consequence={t('applications.consequence')}
        confirm={t('applications.disconnect')}
      />
    </>
  )
}
