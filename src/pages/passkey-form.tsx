import { Glyph } from './method-button.tsx'
import { usePasskeyScriptPath } from './passkey-scripts.ts'
import type { Text } from './text.ts'

export interface PasskeyProps {
  readonly challenge: string
  /** Whose passkeys will do, by the ids of their credentials; absent for everybody's. */
  readonly allow?: readonly string[]
}

export { usePasskeyScriptPath }

/** Hidden until the script has found that this browser can. */
export function PasskeyForm({
  t,
  action,
  request,
  passkey: { challenge, allow },
}: {
  t: Text
  action: '/sign-in' | '/second-factor'
  request: string
  passkey: PasskeyProps
}) {
  return (
    <form
      method="post"
      action={action}
      data-passkey="use"
      data-challenge={challenge}
      data-allow={allow?.join(' ')}
      hidden
    >
      <input type="hidden" name="request" value={request} />
      <input type="hidden" name="method" value="passkey" />
      <input type="hidden" name="action" value="sign-in" />
      <input type="hidden" name="assertion" value="" />
      <p class="problem" role="alert" hidden>
        {t('passkey.none')}
      </p>
      <button type="button" class="method">
        <Glyph of="passkey" />
        <span>{t('passkey.use')}</span>
      </button>
    </form>
  )
}
