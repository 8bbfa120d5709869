import { type OneTimeCodeProps, OneTimeCodeSetUp, RecoveryCodes } from '../enrolment.tsx'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { ProblemLine } from '../step.tsx'

export interface OneTimeCodesPageProps {
  frame: PortalFrame
  isOn: boolean
  /** Since when, and when they were used last. */
  about: string[]
  /** How many are left. */
  recoveryCodes: number
  /** Whether there is something that they stand in for. */
  mayHaveRecoveryCodes: boolean
  /** Those that were just made: shown this once. */
  made?: readonly string[] | undefined
  notice?: string | undefined
  problem?: string | undefined
}

const path = '/account/one-time-codes'

export function OneTimeCodesPage(props: OneTimeCodesPageProps) {
  const { frame, isOn, about, made, notice, problem } = props
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={t('account_codes.title')}
      above={{ name: t('account.security'), href: '/account/security' }}
      lead={t('account_codes.about')}
      faulty={problem !== undefined}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {problem === undefined ? null : <Notice kind="problem">{problem}</Notice>}
      {made === undefined ? null : (
        <Panel title={t('recovery_code.title')}>
          <RecoveryCodes t={t} codes={made} />
        </Panel>
      )}
      <Panel title={t('one_time_code.method')} about={about.join(' ')}>
        <p>{isOn ? t('account_codes.is_on') : t('account_codes.is_off')}</p>
        {isOn ? (
          <Confirmed
            frame={frame}
            action={path}
            fields={{ action: 'off' }}
            opener={t('account_codes.turn_off')}
            consequence={t('account_codes.consequence')}
            confirm={t('account_codes.turn_off')}
          />
        ) : (
          <p class="actions">
            <a class="button" href={`${path}/new`}>
              {t('account_codes.set_up')}
            </a>
          </p>
        )}
      </Panel>
      <Recovery {...props} />
    </PortalPage>
  )
}

function Recovery({ frame, recoveryCodes, mayHaveRecoveryCodes }: OneTimeCodesPageProps) {
  const { t } = frame
  return (
    <Panel id="recovery" title={t('account_codes.recovery')} about={t('account_codes.recovery_about')}>
      {mayHaveRecoveryCodes ? (
        <>
          <p>{t('account_codes.left', { count: recoveryCodes })}</p>
          <Confirmed
            frame={frame}
            action={path}
            fields={{ action: 'recovery' }}
            opener={t('account_codes.renew')}
            consequence={t('account_codes.renew_consequence')}
            confirm={t('account_codes.renew')}
          />
        </>
      ) : (
        <p>{t('account_codes.nothing_to_stand_in_for')}</p>
      )}
    </Panel>
  )
}

export type NewOneTimeCodesPageProps = Omit<OneTimeCodeProps, 'faulty' | 't'> & {
  frame: PortalFrame
  offer: string
  problem?: string | undefined
}

export function NewOneTimeCodesPage(props: NewOneTimeCodesPageProps) {
  const { frame, offer, secret, uri, qr, problem } = props
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={t('one_time_code.set_up')}
      above={{ name: t('account_codes.title'), href: path }}
      faulty={problem !== undefined}
    >
      <Panel title={t('one_time_code.method')} about={t('account_codes.about')}>
        <PortalForm frame={frame} action={`${path}/new`}>
          <ProblemLine problem={problem} />
          <input type="hidden" name="offer" value={offer} />
          <OneTimeCodeSetUp t={t} secret={secret} uri={uri} qr={qr} faulty={problem !== undefined} />
          <div class="actions">
            <button type="submit" class="primary">
              {t('one_time_code.turn_on')}
            </button>
            <a class="button" href="/account/security">
              {t('sign_in.cancel')}
            </a>
          </div>
        </PortalForm>
      </Panel>
    </PortalPage>
  )
}
