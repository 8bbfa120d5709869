import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Website } from './links.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Ticket } from './ticket.tsx'

export interface SelectableAccount {
  key: string
  name: string
  login: string
  signedOut?: boolean | undefined
}

export interface SelectAccountPageProps {
  application: Application
  request: string
  accounts: SelectableAccount[]
}

export function SelectAccountPage({ application, request, accounts }: SelectAccountPageProps) {
  const stub = (
    <>
      <Mark name={application.name} logo={application.logo} />
      <h1>
        <span class="lead-in">Choose an account for</span> <Name of={application.name} />
      </h1>
      <Website application={application} />
    </>
  )
  return (
    <Layout title={`Choose an account for ${plainName(application.name)}`}>
      <Ticket stub={stub}>
        <form method="post" action="/select-account">
          <input type="hidden" name="request" value={request} />
          <ul class="accounts">
            {accounts.map((account) => (
              <li key={account.key}>
                <AccountButton account={account} />
              </li>
            ))}
          </ul>
          <div class="actions">
            <button type="submit" name="account" value="another">
              Use another account
            </button>
            <button type="submit" name="account" value="cancel">
              Cancel
            </button>
          </div>
        </form>
      </Ticket>
    </Layout>
  )
}

function AccountButton({ account }: { account: SelectableAccount }) {
  return (
    <button type="submit" class="person" name="account" value={account.key}>
      <Mark name={account.name} />
      <span class="who">
        <Name of={account.name} />{' '}
        <span class="login">
          <Name of={account.login} />
        </span>{' '}
        {account.signedOut ? <span class="tag">Signed out</span> : null}
      </span>
    </button>
  )
}
