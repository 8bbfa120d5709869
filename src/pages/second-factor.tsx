import type { Application } from './application.ts'
import { Name } from './name.tsx'
import { PasskeyForm, type PasskeyProps, usePasskeyScriptPath } from './passkey-form.tsx'
import { Say } from './say.tsx'
import { CodeField, Divider, ProblemLine, StepFoot, StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

export interface SecondFactorPageProps {
  t: Text
  application: Application
  /** The sealed request that the step returns to. */
  request: string
  /** Who has taken the first step. */
  person: string
  problem?: string | undefined
  /** Which code is asked for; absent where they have none. */
  code?: 'totp' | 'recovery_code' | undefined
  /** The other kind of code, where they have that too. */
  otherCode?: 'totp' | 'recovery_code' | undefined
  passkey?: PasskeyProps | undefined
}

const label = { totp: 'second_factor.code', recovery_code: 'recovery_code.label' } as const
const instead = { totp: 'second_factor.use_code', recovery_code: 'second_factor.use_recovery' } as const

export function SecondFactorPage(props: SecondFactorPageProps) {
  const { t, application, request, person, problem, code, otherCode, passkey } = props
  const action = '/second-factor'
  const withPasskey = passkey && <PasskeyForm t={t} action={action} request={request} passkey={passkey} />
  // Recovery codes are few: what they stand in for comes first.
  const passkeyFirst = code === 'recovery_code' ? withPasskey : undefined
  return (
    <StepPage
      t={t}
      application={application}
      title={t('second_factor.title')}
      lead={<Say t={t} say="second_factor.lead" values={{ person: <Name of={person} /> }} />}
      problem={problem}
      script={passkey && usePasskeyScriptPath}
    >
      {passkeyFirst ? (
        <>
          {passkeyFirst}
          <Divider t={t} />
        </>
      ) : null}
      {code ? (
        <StepForm action={action} request={request} method={code} problem={problem}>
          <CodeField
            name="code"
            label={t(label[code])}
            length={code === 'totp' ? 6 : 16}
            letters={code === 'recovery_code'}
            faulty={problem !== undefined}
            autofocus={passkeyFirst === undefined}
          />
          <div class="actions">
            <button type="submit" class="primary" name="action" value="sign-in">
              {t('sign_in.continue')}
            </button>
          </div>
        </StepForm>
      ) : (
        <ProblemLine problem={problem} />
      )}
      {code && withPasskey && !passkeyFirst ? <Divider t={t} /> : null}
      {passkeyFirst ? null : withPasskey}
      {passkey && !code ? <noscript>{t('second_factor.no_script')}</noscript> : null}
      <StepFoot>
        <StepForm action={action} request={request}>
          {otherCode ? (
            <button type="submit" class="quiet" name="show" value={otherCode}>
              {t(instead[otherCode])}
            </button>
          ) : null}
          <button type="submit" class="quiet" name="action" value="restart">
            {t('second_factor.restart')}
          </button>
          <button type="submit" class="quiet" name="action" value="cancel">
            {t('sign_in.cancel')}
          </button>
        </StepForm>
      </StepFoot>
    </StepPage>
  )
}
