import { Panel } from '../portal.tsx'
import type { Text } from '../text.ts'

export interface SecondFactorsProps {
  t: Text
  passkeys: number
  oneTimeCodes: boolean
  recoveryCodes: number
}

/** What there is besides the password, each with the way to its page. */
export function SecondFactors({ t, passkeys, oneTimeCodes, recoveryCodes }: SecondFactorsProps) {
  return (
    <>
      <Panel id="passkeys" title={t('account_passkeys.title')} about={t('account_passkeys.about')}>
        <p>
          {passkeys === 0 ? t('account_passkeys.none') : t('account_passkeys.count', { count: passkeys })}
        </p>
        <p class="actions">
          <a class="button" href={passkeys === 0 ? '/account/passkeys/new' : '/account/passkeys'}>
            {passkeys === 0 ? t('account_passkeys.add') : t('account_passkeys.manage')}
          </a>
        </p>
      </Panel>
      <Panel id="one-time-codes" title={t('account_codes.title')} about={t('account_codes.about')}>
        <p>{oneTimeCodes ? t('account_codes.is_on') : t('account_codes.is_off')}</p>
        {passkeys > 0 || oneTimeCodes ? <p>{t('account_codes.left', { count: recoveryCodes })}</p> : null}
        <p class="actions">
          <a class="button" href={oneTimeCodes ? '/account/one-time-codes' : '/account/one-time-codes/new'}>
            {oneTimeCodes ? t('account_codes.manage') : t('account_codes.set_up')}
          </a>
          {passkeys > 0 && !oneTimeCodes ? (
            <a class="button" href="/account/one-time-codes#recovery">
              {t('account_codes.recovery')}
            </a>
          ) : null}
        </p>
      </Panel>
    </>
  )
}
