import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { OutwardLink, SmallPrint, Website } from './links.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Headline, Say } from './say.tsx'
import type { Text } from './text.ts'
import { Ticket } from './ticket.tsx'

export interface DescribedScope {
  scope: string
  description: string
}

export interface ConsentPageProps {
  t: Text
  application: Application
  person: { name: string; login: string }
  /** The sealed consent form. */
  request: string
  /** What is asked for now. */
  scopes: DescribedScope[]
  /** What this person allowed this application before. */
  granted: DescribedScope[]
  /** Where the browser goes next. */
  redirectHost?: string | undefined
  /** The code of the device that asks: the person compares it. */
  userCode?: string | undefined
}

export function ConsentPage(props: ConsentPageProps) {
  const { t, application, person, request, scopes, granted, userCode } = props
  const asks =
    scopes.length > 0
      ? 'consent.asks'
      : granted.length > 0
        ? 'consent.asks_nothing_new'
        : 'consent.asks_sign_in'
  return (
    <Layout title={t('consent.title', { application: plainName(application.name) })}>
      <Ticket stub={<ConsentStub t={t} application={application} />}>
        <form method="post" action="/consent">
          <input type="hidden" name="request" value={request} />
          {application.stranger ? <StrangerWarning t={t} application={application} /> : null}
          {userCode === undefined ? null : <DeviceWarning t={t} userCode={userCode} />}
          <h2>{t(asks)}</h2>
          {scopes.length > 0 ? <ScopeList scopes={scopes} /> : null}
          {granted.length > 0 ? (
            <details>
              <summary>{t('consent.granted', { count: granted.length })}</summary>
              <ScopeList scopes={granted} />
            </details>
          ) : null}
          <p class="person">
            <Mark name={person.name} />
            <span class="who">
              <span class="unseen">{t('consent.signed_in_as')} </span>
              <Name of={person.name} />
              <span class="login">
                <Name of={person.login} />
              </span>
            </span>
            <button type="submit" class="quiet" name="action" value="switch">
              {t('consent.not_you')}
            </button>
          </p>
          <div class="actions equal">
            <button type="submit" class="primary" name="action" value="allow">
              {t('consent.allow')}
            </button>
            <button type="submit" name="action" value="deny">
              {t('step.cancel')}
            </button>
          </div>
        </form>
        <Next {...props} />
        <SmallPrint t={t} application={application} />
      </Ticket>
    </Layout>
  )
}

/** What each button leads to. */
function Next({ t, granted, redirectHost }: ConsentPageProps) {
  const account = <OutwardLink to="/account/applications">{t('consent.your_account')}</OutwardLink>
  return (
    <p class="next">
      {t(granted.length > 0 ? 'consent.cancel_shares_no_more' : 'consent.cancel_shares_nothing')}{' '}
      <Say t={t} say="consent.take_back" values={{ account }} />{' '}
      {redirectHost === undefined ? null : (
        <Say t={t} say="consent.go_on" values={{ host: <bdi class="address">{redirectHost}</bdi> }} />
      )}
    </p>
  )
}

/** Anybody can give an application any name. */
function StrangerWarning({ t, application: { host } }: Pick<ConsentPageProps, 't' | 'application'>) {
  return (
    <section class="warning" aria-labelledby="stranger">
      <h2 id="stranger">{t('consent.stranger')}</h2>
      {host === undefined ? (
        <p>{t('consent.stranger_unknown')}</p>
      ) : (
        <p>
          <Say t={t} say="consent.stranger_host" values={{ host: <bdi class="address">{host}</bdi> }} />
        </p>
      )}
    </section>
  )
}

/** RFC 8628 §5.4: the one thing that a person can check is that the code is on the device before them. */
function DeviceWarning({ t, userCode }: { t: Text; userCode: string }) {
  return (
    <section class="warning" aria-labelledby="device">
      <h2 id="device">{t('consent.device')}</h2>
      <p class="user-code" dir="ltr">
        {userCode}
      </p>
      <p>{t('consent.device_danger')}</p>
    </section>
  )
}

function ConsentStub({ t, application }: Pick<ConsentPageProps, 't' | 'application'>) {
  return (
    <>
      <Mark name={application.name} logo={application.logo} />
      <Headline t={t} say="consent.title" values={{ application: <Name of={application.name} /> }} />
      <Website application={application} />
    </>
  )
}

function ScopeList({ scopes }: { scopes: DescribedScope[] }) {
  return (
    <ul class="scopes">
      {scopes.map(({ scope, description }) => (
        <li key={scope}>{description || scope}</li>
      ))}
    </ul>
  )
}
