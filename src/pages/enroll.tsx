import type { Application } from './application.ts'
import {
  makePasskeyScriptPath,
  NoPasskeys,
  type OneTimeCodeProps,
  OneTimeCodeSetUp,
  PasskeyMaking,
  RecoveryCodes,
} from './enrolment.tsx'
import { Glyph } from './method-button.tsx'
import { Name } from './name.tsx'
import { portalScriptPath } from './portal-script.ts'
import { Say } from './say.tsx'
import { Divider, ProblemLine, StepFoot, StepForm, StepPage } from './step.tsx'
import type { Text } from './text.ts'

interface Base {
  t: Text
  application: Application
  /** The sealed request that the step returns to. */
  request: string
  problem?: string | undefined
}

const action = '/enroll'

export interface EnrollPageProps extends Base {
  /** Who is to have a second factor from now on. */
  person: string
  passkey: { options: string; offer: string }
  /** Whether one-time codes would do. */
  withCodes: boolean
}

/** Somebody has proven who they are once, must do so twice, and has nothing to do it with. */
export function EnrollPage(props: EnrollPageProps) {
  const { t, application, request, person, problem, passkey, withCodes } = props
  const named = { person: <Name of={person} />, application: <Name of={application.name} /> }
  return (
    <StepPage
      t={t}
      application={application}
      title={t('enroll.title')}
      lead={<Say t={t} say="enroll.lead" values={named} />}
      problem={problem}
      script={makePasskeyScriptPath}
    >
      <ProblemLine problem={problem} />
      <div class="choice-of-factor">
        <p class="hint">{t('enroll.passkey_hint')}</p>
        <NoPasskeys t={t} />
        <PasskeyMaking t={t} action={action} {...passkey}>
          <input type="hidden" name="request" value={request} />
        </PasskeyMaking>
      </div>
      {withCodes ? (
        <>
          <Divider t={t} />
          <div class="choice-of-factor">
            <p class="hint">{t('enroll.codes_hint')}</p>
            <a class="button method" href={`${action}?with=codes&request=${request}`}>
              <Glyph of="code" />
              <span>{t('enroll.codes')}</span>
            </a>
          </div>
        </>
      ) : null}
      <StepFoot>
        <StepForm action={action} request={request}>
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

export interface EnrollCodesPageProps extends Base, Omit<OneTimeCodeProps, 'faulty' | 't'> {
  offer: string
}

export function EnrollCodesPage(props: EnrollCodesPageProps) {
  const { t, application, request, problem, offer, secret, uri, qr } = props
  return (
    <StepPage t={t} application={application} title={t('one_time_code.set_up')} problem={problem}>
      <StepForm action={action} request={request} problem={problem}>
        <input type="hidden" name="offer" value={offer} />
        <OneTimeCodeSetUp t={t} secret={secret} uri={uri} qr={qr} faulty={problem !== undefined} />
        <div class="actions equal">
          <button type="submit" class="primary" name="action" value="codes">
            {t('one_time_code.turn_on')}
          </button>
          <button type="submit" name="action" value="back" formnovalidate>
            {t('enroll.back')}
          </button>
        </div>
      </StepForm>
    </StepPage>
  )
}

export type EnrolledPageProps = Omit<Base, 'problem'> & { codes: readonly string[] }

/** The second factor is there and the person is signed in: what is left is to keep the codes. */
export function EnrolledPage({ t, application, request, codes }: EnrolledPageProps) {
  return (
    <StepPage
      t={t}
      application={application}
      title={t('recovery_code.title')}
      lead={t('enroll.done')}
      script={portalScriptPath}
    >
      <RecoveryCodes t={t} codes={codes} />
      <StepForm action={action} request={request}>
        <div class="actions">
          <button type="submit" class="primary" name="action" value="continue">
            {t('recovery_code.kept')}
          </button>
        </div>
      </StepForm>
    </StepPage>
  )
}
