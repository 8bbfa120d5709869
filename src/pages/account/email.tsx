import { TextField } from '../fields.tsx'
import { Name } from '../name.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface EmailPageProps {
  frame: PortalFrame
  email: string | undefined
  verified: boolean
  typed: string
  /** Whether this server sends mail at all. */
  mail: boolean
  mayChange: boolean
  problem?: string | undefined
  notice?: string | undefined
}

export function EmailPage(props: EmailPageProps) {
  const { frame, email, verified, typed, mail, mayChange, problem, notice } = props
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account"
      title={t('account_email.title')}
      above={{ name: t('account.profile'), href: '/account' }}
      faulty={problem !== undefined}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {problem === undefined ? null : <Notice kind="problem">{problem}</Notice>}
      <Panel title={t('account_email.now')} about={t('account_email.about')}>
        {email === undefined ? (
          <p class="quiet-text">{t('account_email.none')}</p>
        ) : (
          <p>
            <Name of={email} />{' '}
            <span class={verified ? 'tag good' : 'tag'}>
              {t(verified ? 'account_email.verified' : 'account_email.not_verified')}
            </span>
          </p>
        )}
        {mail && email !== undefined && !verified ? (
          <PortalForm frame={frame} action="/account/email">
            <input type="hidden" name="email" value={email} />
            <div class="actions">
              <button type="submit" name="action" value="send">
                {t('account_email.verify')}
              </button>
            </div>
          </PortalForm>
        ) : null}
        {mail ? null : <p>{t('account_email.off')}</p>}
      </Panel>
      {mail && mayChange ? (
        <Panel title={t('account_email.new')}>
          <PortalForm frame={frame} action="/account/email">
            <TextField
              name="email"
              label={t('account_email.new')}
              type="email"
              value={typed}
              autocomplete="email"
              maxlength={254}
              required
            />
            <div class="actions end">
              <button type="submit" class="primary" name="action" value="send">
                {t('account_email.send')}
              </button>
              <a class="button" href="/account">
                {t('account_email.cancel')}
              </a>
            </div>
          </PortalForm>
        </Panel>
      ) : null}
    </PortalPage>
  )
}

export interface EmailCodePanelPageProps {
  frame: PortalFrame
  /** Sealed: which address waits for which code. */
  change: string
  email: string
  code?: string | undefined
  minutes: number
  problem?: string | undefined
}

export function EmailCodePanelPage(props: EmailCodePanelPageProps) {
  const { frame, change, email, code, minutes, problem } = props
  const { t } = frame
  const isFilled = code !== undefined && problem === undefined
  return (
    <PortalPage
      frame={frame}
      place="/account"
      title={t('account_email.code_title')}
      above={{ name: t('account_email.title'), href: '/account/email' }}
      faulty={problem !== undefined}
    >
      <Panel
        title={t('email_code.label')}
        about={isFilled ? t('email_code.filled') : t('account_email.code_about', { email })}
      >
        <PortalForm frame={frame} action="/account/email">
          <input type="hidden" name="change" value={change} />
          <TextField
            name="code"
            label={t('email_code.label')}
            hint={t('email_code.hint', { minutes })}
            value={code ?? ''}
            problem={problem}
            technical
            autofocus={!isFilled}
            maxlength={18}
          />
          <div class="actions end">
            <button type="submit" class="primary" name="action" value="check">
              {t('account_email.confirm')}
            </button>
            <button type="submit" name="action" value="send">
              {t('email_code.resend')}
            </button>
            <a class="button" href="/account/email">
              {t('account_email.cancel')}
            </a>
          </div>
        </PortalForm>
      </Panel>
    </PortalPage>
  )
}
