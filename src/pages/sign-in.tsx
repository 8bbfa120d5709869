import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Website } from './links.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Ticket } from './ticket.tsx'

export interface SignInPageProps {
  application: Application
  /** The sealed request that the sign-in returns to. */
  request: string
  login?: string | undefined
  problem?: string | undefined
  /** Set when a person who is known must prove it once more. */
  again?: { name: string } | undefined
  hasAccounts?: boolean | undefined
}

export function SignInPage({ application, request, login, problem, again, hasAccounts }: SignInPageProps) {
  const name = plainName(application.name)
  const title = again ? 'Confirm it is you' : `Sign in to continue to ${name}`
  const described = problem === undefined ? undefined : 'problem'
  const loginKnown = login !== undefined && login !== ''
  return (
    <Layout title={problem === undefined ? title : `Problem: ${title}`}>
      <Ticket stub={<SignInStub application={application} again={again} />}>
        <form method="post" action="/sign-in">
          <input type="hidden" name="request" value={request} />
          {problem === undefined ? null : (
            <p class="problem" id="problem" role="alert">
              {problem}
            </p>
          )}
          <div class="field">
            <label for="login">Username or email</label>
            <input
              id="login"
              name="login"
              type="text"
              value={login ?? ''}
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              autofocus={!loginKnown}
              aria-describedby={described}
            />
          </div>
          <div class="field">
            <label for="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              required
              autofocus={loginKnown}
              aria-describedby={described}
            />
          </div>
          <div class="actions equal">
            <button type="submit" class="primary" name="action" value="sign-in">
              Sign in
            </button>
            <button type="submit" name="action" value="cancel" formnovalidate>
              Cancel
            </button>
          </div>
          {hasAccounts ? (
            <button type="submit" class="quiet" name="action" value="accounts" formnovalidate>
              Choose another account
            </button>
          ) : null}
        </form>
      </Ticket>
    </Layout>
  )
}

function SignInStub({ application, again }: Pick<SignInPageProps, 'application' | 'again'>) {
  return (
    <>
      <Mark name={application.name} logo={application.logo} />
      {again ? (
        <>
          <h1>Confirm it is you</h1>
          <p>
            <Name of={application.name} /> asks that you, <Name of={again.name} />, sign in once more.
          </p>
        </>
      ) : (
        <h1>
          <span class="lead-in">Sign in to continue to</span> <Name of={application.name} />
        </h1>
      )}
      <Website application={application} />
    </>
  )
}
