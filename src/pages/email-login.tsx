import type { Application } from './application.ts'
import { StepField, StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

export interface EmailLoginPageProps {
  t: Text
  application?: Application | undefined
  action: string
  request: string
  method?: string | undefined
  title: string
  lead: string
  login: string
  problem?: string | undefined
}

/** Asks whose mailbox a code is to go to. */
export function EmailLoginPage(props: EmailLoginPageProps) {
  const { t, application, action, request, method, title, lead, login, problem } = props
  return (
    <StepPage t={t} application={application} title={title} lead={lead} problem={problem}>
      <StepForm action={action} request={request} method={method} problem={problem}>
        <StepField
          name="login"
          label={t('reset.login')}
          value={login}
          autocomplete="username"
          autofocus
          faulty={problem !== undefined}
          maxlength={254}
        />
        <div class="actions equal">
          <button type="submit" class="primary" name="action" value="begin">
            {t('reset.send')}
          </button>
          <button type="submit" name="action" value="back" formnovalidate>
            {t('email_code.back')}
          </button>
        </div>
      </StepForm>
    </StepPage>
  )
}
