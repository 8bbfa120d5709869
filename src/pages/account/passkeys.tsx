import { makePasskeyScriptPath, NoPasskeys, PasskeyMaking } from '../enrolment.tsx'
import { type Problem, Problems, TextField } from '../fields.tsx'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownPasskey {
  id: string
  name: string
  /** Where it is, as far as it says, and when it was made and used last. */
  about: string[]
}

export interface PasskeysPageProps {
  frame: PortalFrame
  passkeys: ShownPasskey[]
  notice?: string | undefined
  problems: Problem[]
}

const path = '/account/passkeys'

export function PasskeysPage({ frame, passkeys, notice, problems }: PasskeysPageProps) {
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={t('account_passkeys.title')}
      above={{ name: t('account.security'), href: '/account/security' }}
      lead={t('account_passkeys.about')}
      actions={
        <a class="button" href={`${path}/new`}>
          {t('account_passkeys.add')}
        </a>
      }
      faulty={problems.length > 0}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      <Problems problems={problems} />
      {passkeys.length === 0 ? (
        <div class="empty">
          <p>{t('account_passkeys.none')}</p>
        </div>
      ) : (
        passkeys.map((passkey) => <Passkey key={passkey.id} frame={frame} {...passkey} />)
      )}
    </PortalPage>
  )
}

function Passkey({ frame, id, name, about }: ShownPasskey & { frame: PortalFrame }) {
  const { t } = frame
  return (
    <Panel title={name} about={about.join(' ')}>
      <PortalForm frame={frame} action={path}>
        <input type="hidden" name="id" value={id} />
        <TextField
          name={`name-${id}`}
          label={t('account_passkeys.name')}
          value={name}
          maxlength={64}
          required
        />
        <p class="actions">
          <button type="submit" name="action" value="rename">
            {t('account_passkeys.rename')}
          </button>
        </p>
      </PortalForm>
      <Confirmed
        frame={frame}
        action={path}
        fields={{ action: 'remove', id }}
        opener={t('account_passkeys.remove')}
        consequence={t('account_passkeys.consequence', { name })}
        confirm={t('account_passkeys.remove')}
      />
    </Panel>
  )
}

export interface NewPasskeyPageProps {
  frame: PortalFrame
  name: string
  passkey: { options: string; offer: string }
  problems: Problem[]
}

export function NewPasskeyPage({ frame, name, passkey, problems }: NewPasskeyPageProps) {
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={t('account_passkeys.add')}
      above={{ name: t('account_passkeys.title'), href: path }}
      script={makePasskeyScriptPath}
      faulty={problems.length > 0}
    >
      <Problems problems={problems} />
      <Panel title={t('passkey.make')} about={t('enroll.passkey_hint')}>
        <NoPasskeys t={t} />
        <PasskeyMaking t={t} action={`${path}/new`} {...passkey}>
          <input type="hidden" name="token" value={frame.token} />
          <TextField
            name="name"
            label={t('account_passkeys.name')}
            hint={t('account_passkeys.name_hint')}
            value={name}
            maxlength={64}
            required
          />
        </PasskeyMaking>
      </Panel>
    </PortalPage>
  )
}
