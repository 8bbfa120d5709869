import type { Application } from './application.ts'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Headline } from './say.tsx'
import { StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

export interface SelectableAccount {
  key: string
  name: string
  login: string
}

export interface SelectAccountPageProps {
  t: Text
  application: Application
  request: string
  accounts: SelectableAccount[]
}

export function SelectAccountPage({ t, application, request, accounts }: SelectAccountPageProps) {
  const values = { application: <Name of={application.name} /> }
  return (
    <StepPage
      t={t}
      application={application}
      title={t('select_account.title', { application: plainName(application.name) })}
      heading={<Headline t={t} say="select_account.title" values={values} />}
    >
      <StepForm action="/select-account" request={request}>
        <ul class="accounts">
          {accounts.map((account) => (
            <li key={account.key}>
              <AccountButton account={account} />
            </li>
          ))}
        </ul>
        <div class="actions">
          <button type="submit" name="account" value="another">
            {t('select_account.another')}
          </button>
          <button type="submit" name="account" value="cancel">
            {t('step.cancel')}
          </button>
        </div>
      </StepForm>
    </StepPage>
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
        </span>
      </span>
    </button>
  )
}
