import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { SmallPrint, Website } from './links.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Ticket } from './ticket.tsx'

export interface DescribedScope {
  scope: string
  description: string
}

export interface ConsentPageProps {
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

export function ConsentPage({
  application,
  person,
  request,
  scopes,
  granted,
  redirectHost,
  userCode,
}: ConsentPageProps) {
  return (
    <Layout title={`${plainName(application.name)} wants to use your account`}>
      <Ticket stub={<ConsentStub application={application} />}>
        <form method="post" action="/consent">
          <input type="hidden" name="request" value={request} />
          {application.stranger ? <StrangerWarning application={application} /> : null}
          {userCode === undefined ? null : <DeviceWarning userCode={userCode} />}
          <h2>
            {scopes.length > 0
              ? 'It asks to'
              : granted.length > 0
                ? 'It asks for nothing new'
                : 'It asks only to sign you in'}
          </h2>
          {scopes.length > 0 ? <ScopeList scopes={scopes} /> : null}
          {granted.length > 0 ? (
            <details>
              <summary>What you already allow it ({granted.length})</summary>
              <ScopeList scopes={granted} />
            </details>
          ) : null}
          <p class="person">
            <Mark name={person.name} />
            <span class="who">
              <span class="unseen">You are signed in as </span>
              <Name of={person.name} />
              <span class="login">
                <Name of={person.login} />
              </span>
            </span>
            <button type="submit" class="quiet" name="action" value="switch">
              Not you?
            </button>
          </p>
          <div class="actions equal">
            <button type="submit" class="primary" name="action" value="allow">
              Allow
            </button>
            <button type="submit" name="action" value="deny">
              Cancel
            </button>
          </div>
        </form>
        <p class="next">
          Cancel shares nothing{granted.length > 0 ? ' more' : ''}. What you allow, you can take back in{' '}
          <a href="/account/applications" target="_blank" rel="noopener noreferrer">
            your account<span class="unseen"> (opens in a new tab)</span>
          </a>
          .{' '}
          {redirectHost === undefined ? null : (
            <>
              Either way you go on to <bdi class="address">{redirectHost}</bdi>
            </>
          )}
        </p>
        <SmallPrint application={application} />
      </Ticket>
    </Layout>
  )
}

/** Anybody can give an application any name. */
function StrangerWarning({ application: { host } }: { application: Application }) {
  return (
    <section class="warning" aria-labelledby="stranger">
      <h2 id="stranger">Do you know this application?</h2>
      {host === undefined ? (
        <p>It registered itself. Nobody here has checked that its name is its own.</p>
      ) : (
        <p>
          Nobody here has checked that its name is its own. What is certain: it comes from{' '}
          <bdi class="address">{host}</bdi>
        </p>
      )}
    </section>
  )
}

/** RFC 8628 §5.4: the one thing that a person can check is that the code is on the device before them. */
function DeviceWarning({ userCode }: { userCode: string }) {
  return (
    <section class="warning" aria-labelledby="device">
      <h2 id="device">Does the device in front of you show this code?</h2>
      <p class="user-code">{userCode}</p>
      <p>
        Whoever holds the device gets in. If you do not see this code on it, or somebody sent it to you, press
        Cancel.
      </p>
    </section>
  )
}

function ConsentStub({ application }: { application: Application }) {
  return (
    <>
      <Mark name={application.name} logo={application.logo} />
      <h1>
        <Name of={application.name} /> <span class="lead-in">wants to use your account</span>
      </h1>
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
