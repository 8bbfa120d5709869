import type { Application } from './application.ts'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Say } from './say.tsx'
import type { SelectableAccount } from './select-account.tsx'
import { StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

export interface SignOutPageProps {
  t: Text
  /** Who asks, where that is known. */
  application?: Application | undefined
  request: string
  /** Who would be signed out. */
  accounts: SelectableAccount[]
}

/** Whether it is meant: anybody's page can send a browser here. */
export function SignOutPage({ t, application, request, accounts }: SignOutPageProps) {
  const lead = application && (
    <Say t={t} say="sign_out.asked_by" values={{ application: <Name of={application.name} /> }} />
  )
  const title = application
    ? t('sign_out.title_at', { application: plainName(application.name) })
    : t('sign_out.title')
  return (
    <StepPage
      t={t}
      application={application}
      title={title}
      heading={<h1>{t('sign_out.title')}</h1>}
      lead={lead}
    >
      <StepForm action="/sign-out" request={request}>
        <ul class="accounts">
          {accounts.map((account) => (
            <li key={account.key} class="person">
              <Mark name={account.name} />
              <span class="who">
                <Name of={account.name} />{' '}
                <span class="login">
                  <Name of={account.login} />
                </span>
              </span>
            </li>
          ))}
        </ul>
        <p>{t('sign_out.what')}</p>
        <div class="actions">
          <button type="submit" class="primary" name="action" value="sign-out">
            {t('sign_out.yes')}
          </button>
          <button type="submit" name="action" value="stay">
            {t('sign_out.no')}
          </button>
        </div>
      </StepForm>
    </StepPage>
  )
}
