import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownLink {
  id: string
  /** Of the provider. */
  name: string
  /** What they are called there. */
  login: string
  about: string[]
}

export interface LinkedPageProps {
  frame: PortalFrame
  linked: ShownLink[]
  /** Those with which another account can be linked. */
  offered: readonly { id: string; name: string }[]
  notice?: string | undefined
  problem?: string | undefined
}

const path = '/account/linked'

export function LinkedPage({ frame, linked, offered, notice, problem }: LinkedPageProps) {
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={t('linked.title')}
      above={{ name: t('account.security'), href: '/account/security' }}
      lead={t('linked.about')}
      faulty={problem !== undefined}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {problem === undefined ? null : <Notice kind="problem">{problem}</Notice>}
      {linked.length === 0 ? (
        <div class="empty">
          <p>{t('linked.none')}</p>
        </div>
      ) : (
        <Panel title={t('linked.accounts')}>
          <ul class="rows">
            {linked.map((link) => (
              <Link key={link.id} frame={frame} {...link} />
            ))}
          </ul>
        </Panel>
      )}
      {offered.length === 0 ? null : (
        <Panel title={t('linked.add')} about={t('linked.add_about')}>
          <PortalForm frame={frame} action={path}>
            <input type="hidden" name="action" value="link" />
            <p class="actions">
              {offered.map(({ id, name }) => (
                <button key={id} type="submit" name="provider" value={id}>
                  {t('linked.link', { provider: plainName(name) })}
                </button>
              ))}
            </p>
          </PortalForm>
        </Panel>
      )}
    </PortalPage>
  )
}

function Link({ frame, id, name, login, about }: ShownLink & { frame: PortalFrame }) {
  const { t } = frame
  return (
    <li>
      <Mark name={name} />
      <div class="who">
        <Name of={name} />
        <p class="quiet-text">
          <Name of={login} />
        </p>
        <p class="quiet-text">{about.join(' ')}</p>
      </div>
      <Confirmed
        frame={frame}
        action={path}
        fields={{ action: 'unlink', id }}
        opener={t('linked.unlink')}
        consequence={t('linked.consequence', { provider: plainName(name) })}
        confirm={t('linked.unlink')}
      />
    </li>
  )
}
