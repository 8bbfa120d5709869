import type { Child } from 'hono/jsx'
import { Glyph } from './method-button.tsx'
import { makePasskeyScriptPath } from './passkey-scripts.ts'
import { CodeField } from './step.tsx'
import type { Text } from './text.ts'

export { makePasskeyScriptPath }

export interface PasskeyMakingProps {
  t: Text
  action: string
  /** WebAuthn's creation options, as JSON. */
  options: string
  /** What was offered, sealed. */
  offer: string
  /** What else the form carries: the request, or the token of a portal's form. */
  children?: Child
}

/** Hidden until the script has found that this browser can. It fills in what the authenticator says, and sends it. */
export function PasskeyMaking({ t, action, options, offer, children }: PasskeyMakingProps) {
  return (
    <form method="post" action={action} data-passkey="make" data-options={options} hidden>
      {children}
      <input type="hidden" name="action" value="passkey" />
      <input type="hidden" name="offer" value={offer} />
      <input type="hidden" name="attestation" value="" />
      <p class="problem" role="alert" hidden>
        {t('passkey.not_made')}
      </p>
      <p class="problem" role="alert" hidden>
        {t('passkey.known')}
      </p>
      <button type="submit" class="method">
        <Glyph of="passkey" />
        <span>{t('passkey.make')}</span>
      </button>
    </form>
  )
}

/** What stands there until the script has run, and stays where it cannot. */
export const NoPasskeys = ({ t }: { t: Text }) => (
  <p class="hint" data-passkey="unsupported">
    {t('passkey.unsupported')}
  </p>
)

export interface OneTimeCodeProps {
  t: Text
  /** In groups, for whoever types it. */
  secret: string
  uri: string
  qr: { readonly size: number; readonly path: string }
  faulty: boolean
}

/** The key for an authenticator app, as a picture, a link and text, and the field for the first code that it shows. */
export function OneTimeCodeSetUp({ t, secret, uri, qr, faulty }: OneTimeCodeProps) {
  const quiet = 4 // modules around it (ISO/IEC 18004 §6.3.8)
  const size = qr.size + 2 * quiet
  return (
    <>
      <p>{t('one_time_code.scan')}</p>
      <div class="key">
        <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('one_time_code.qr')}>
          <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fff" />
          <path d={qr.path} transform={`translate(${quiet} ${quiet})`} fill="#000" />
        </svg>
        <div>
          <p>{t('one_time_code.type')}</p>
          <p class="secret" dir="ltr">
            <code>{secret}</code>
          </p>
          <p>
            <a href={uri}>{t('one_time_code.open')}</a>
          </p>
        </div>
      </div>
      <CodeField
        name="code"
        label={t('one_time_code.label')}
        hint={t('one_time_code.confirm')}
        length={6}
        faulty={faulty}
        autofocus={faulty}
      />
    </>
  )
}

/** They are shown this once. */
export function RecoveryCodes({ t, codes }: { t: Text; codes: readonly string[] }) {
  return (
    <>
      <p>{t('recovery_code.keep')}</p>
      {/* The breaks are for whoever copies them. */}
      <pre class="recovery-codes" id="recovery-codes" dir="ltr">
        {codes.join('\n')}
      </pre>
      <p class="actions unprinted">
        <button type="button" data-copy="recovery-codes" data-copied={t('recovery_code.copied')} hidden>
          {t('recovery_code.copy')}
        </button>
        <button type="button" data-print hidden>
          {t('recovery_code.print')}
        </button>
      </p>
    </>
  )
}
