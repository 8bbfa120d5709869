import type { Application } from './application.ts'
import { ProblemLine, StepField, StepPage } from './step.tsx'
import type { Text } from './text.ts'

export interface NewPasswordPageProps {
  t: Text
  application?: Application | undefined
  /** One of them: the sealed request that it is a part of, or the link that an operator sent. */
  request?: string | undefined
  link?: string | undefined
  /** For password managers. */
  login: string
  problem?: string | undefined
}

/** Takes a new password, from who has shown that the mailbox is theirs. */
export function NewPasswordPage({ t, application, request, link, login, problem }: NewPasswordPageProps) {
  return (
    <StepPage
      t={t}
      application={application}
      title={t('reset.title')}
      lead={t('reset.new_lead')}
      problem={problem}
    >
      <form method="post" action="/reset-password">
        {request === undefined ? null : <input type="hidden" name="request" value={request} />}
        {link === undefined ? null : <input type="hidden" name="link" value={link} />}
        <ProblemLine problem={problem} />
        <span class="unseen" aria-hidden="true">
          <input type="text" name="username" value={login} autocomplete="username" tabindex={-1} readonly />
        </span>
        <StepField
          name="password"
          label={t('reset.new')}
          type="password"
          autocomplete="new-password"
          hint={t('reset.new_hint')}
          maxlength={1024}
          faulty={problem !== undefined}
          autofocus
        />
        <StepField
          name="again"
          label={t('reset.again')}
          type="password"
          autocomplete="new-password"
          maxlength={1024}
        />
        <div class="actions">
          <button type="submit" class="primary" name="action" value="save">
            {t('reset.save')}
          </button>
        </div>
      </form>
    </StepPage>
  )
}
