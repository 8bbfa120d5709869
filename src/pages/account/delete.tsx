import { TextField } from '../fields.tsx'
import { Layout } from '../layout.tsx'
import { Name } from '../name.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { Say } from '../say.tsx'
import type { Text } from '../text.ts'
import { Ticket } from '../ticket.tsx'

export interface DeleteAccountPageProps {
  frame: PortalFrame
  login: string
  /** Names of the applications and APIs that they own. */
  owns: string[]
  retentionDays: number
  problem?: string | undefined
}

export function DeleteAccountPage({ frame, login, owns, retentionDays, problem }: DeleteAccountPageProps) {
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/data"
      title={t('delete.title')}
      above={{ name: t('account.data'), href: '/account/data' }}
      faulty={problem !== undefined}
    >
      {owns.length === 0 ? null : (
        <Notice kind="warning">
          <p>{t('delete.owns')}</p>
          <ul>
            {owns.map((name) => (
              <li key={name}>
                <Name of={name} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Panel title={t('delete.what')} about={t('delete.what_about')}>
        <ul class="happens">
          <li>{t('delete.record')}</li>
          <li>{t('delete.sessions')}</li>
          <li>{t('delete.applications')}</li>
          <li>{t('delete.trail', { days: retentionDays })}</li>
        </ul>
      </Panel>
      <Panel title={t('delete.sure')}>
        <PortalForm frame={frame} action="/account/delete">
          <TextField
            name="login"
            label={<Say t={t} say="delete.type_login" values={{ login: <Name of={login} /> }} />}
            value=""
            technical
            required
            problem={problem}
          />
          <div class="actions">
            <button type="submit" class="danger">
              {t('delete.submit')}
            </button>
            <a class="button" href="/account/data">
              {t('delete.keep')}
            </a>
          </div>
        </PortalForm>
      </Panel>
    </PortalPage>
  )
}

/** Shown to somebody who is nobody here any more. */
export function AccountDeletedPage({ t }: { t: Text }) {
  const stub = (
    <>
      <img class="mark" src="/icon.svg" alt="" width="56" height="56" />
      <h1>{t('delete.done')}</h1>
    </>
  )
  return (
    <Layout title={t('delete.done')}>
      <Ticket stub={stub}>
        <p>{t('delete.done_what')}</p>
        <p>{t('page.close')}</p>
      </Ticket>
    </Layout>
  )
}
