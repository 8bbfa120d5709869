import { Check, type Problem, Problems, TextField } from '../fields.tsx'
import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface PasswordPageProps {
  frame: PortalFrame
  login: string
  hasPassword: boolean
  keep: boolean
  problems: Problem[]
}

export function PasswordPage({ frame, login, hasPassword, keep, problems }: PasswordPageProps) {
  const { t } = frame
  const field = (name: string) => ({
    name,
    value: '',
    type: 'password' as const,
    required: true,
    problem: problems.find((each) => each.field === name)?.message,
  })
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={t(hasPassword ? 'change_password.title' : 'change_password.title_new')}
      above={{ name: t('account.security'), href: '/account/security' }}
      faulty={problems.length > 0}
    >
      <PortalForm frame={frame} action="/account/password">
        <Problems problems={problems} />
        {/* For password managers. */}
        <span class="unseen" aria-hidden="true">
          <input type="text" name="username" value={login} autocomplete="username" tabindex={-1} readonly />
        </span>
        <Panel title={t('change_password.password')} about={t('change_password.about')}>
          {hasPassword ? (
            <TextField
              {...field('current')}
              label={t('change_password.current')}
              autocomplete="current-password"
              autofocus
            />
          ) : null}
          <TextField
            {...field('password')}
            label={t('change_password.new')}
            autocomplete="new-password"
            autofocus={!hasPassword}
            maxlength={1024}
          />
          <TextField
            {...field('again')}
            label={t('change_password.again')}
            autocomplete="new-password"
            maxlength={1024}
          />
        </Panel>
        <Panel title={t('change_password.elsewhere')} about={t('change_password.elsewhere_about')}>
          <p>{t('change_password.elsewhere_what')}</p>
          <Check
            name="keep"
            checked={keep}
            label={t('change_password.keep')}
            hint={t('change_password.keep_hint')}
          />
        </Panel>
        <div class="actions end">
          <button type="submit" class="primary">
            {t(hasPassword ? 'change_password.submit' : 'change_password.submit_new')}
          </button>
          <a class="button" href="/account/security">
            {t('step.cancel')}
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}
