import type { Child } from 'hono/jsx'
import type { Application } from './application.ts'
import { CodeField, StepFoot, StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

export interface EmailCodePageProps {
  t: Text
  application?: Application | undefined
  /** Where its forms are posted. */
  action: string
  request: string
  method?: string | undefined
  /** Where the mail went, as far as it may be said. */
  lead: string
  minutes: number
  /** What the link in the mail brought. */
  code?: string | undefined
  problem?: string | undefined
  /** What the form that takes the code posts as `action`. */
  submit: string
}

/** Takes the code that a mail brought: to sign in, to make a new password, to make an account. */
export function EmailCodePage(props: EmailCodePageProps) {
  const { t, application, action, request, method, lead, minutes, code, problem, submit } = props
  const isFilled = code !== undefined && problem === undefined
  const title = t(isFilled ? 'email_code.filled_title' : 'email_code.title')
  return (
    <StepPage
      t={t}
      application={application}
      title={title}
      lead={isFilled ? t('email_code.filled') : lead}
      problem={problem}
    >
      <StepForm action={action} request={request} method={method} problem={problem}>
        <CodeField
          name="code"
          label={t('email_code.label')}
          hint={t('email_code.hint', { minutes })}
          length={9}
          letters
          value={code}
          faulty={problem !== undefined}
          autofocus={!isFilled}
        />
        <div class="actions">
          <button type="submit" class="primary" name="action" value={submit}>
            {t('email_code.submit')}
          </button>
          <button type="submit" name="action" value="back" formnovalidate>
            {t('email_code.back')}
          </button>
        </div>
        <StepFoot>
          <p class="hint">{t('email_code.resend_hint')}</p>
          <button type="submit" class="quiet" name="action" value="begin" formnovalidate>
            {t('email_code.resend')}
          </button>
        </StepFoot>
      </StepForm>
    </StepPage>
  )
}

/** The link of a mail in another browser than the one in which it was asked for: it signs nobody in there. */
export function CodeElsewherePage({ t, code }: { t: Text; code: string }) {
  return (
    <StepPage t={t} title={t('email_code.elsewhere_title')}>
      <p>{t('email_code.elsewhere')}</p>
      <p class="user-code">
        <bdi dir="ltr">{code}</bdi>
      </p>
      <p class="hint">{t('email_code.elsewhere_warning')}</p>
    </StepPage>
  )
}

/** Something that is said, with one way on. */
export function SaidPage(props: {
  t: Text
  application?: Application | undefined
  title: string
  said: Child
  on?: { label: string; href: string } | undefined
}) {
  const { t, application, title, said, on } = props
  return (
    <StepPage t={t} application={application} title={title}>
      <p>{said}</p>
      {on ? (
        <p class="actions">
          <a class="button primary" href={on.href}>
            {on.label}
          </a>
        </p>
      ) : null}
    </StepPage>
  )
}
