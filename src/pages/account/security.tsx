import type { Device, DeviceKind } from '../../protocol/user-agent.ts'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { SecondFactors, type SecondFactorsProps } from './second-factors.tsx'

export interface ShownSession {
  sid: string
  /** The browser that shows this page. */
  current: boolean
  device: Device
  /** Where it is known. */
  place: string
  /** When last. */
  seen: string
  since: string
}

export interface SecurityPageProps {
  frame: PortalFrame
  hasPassword: boolean
  secondFactors: Omit<SecondFactorsProps, 't'>
  /** Names of the providers that are linked; undefined where there are none to link with either. */
  linked?: string[] | undefined
  sessions: ShownSession[]
  zone: string
  notice?: string | undefined
}

export function SecurityPage(props: SecurityPageProps) {
  const { frame, hasPassword, secondFactors, linked, notice } = props
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title={t('account.security')}
      lead={t('security.lead')}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      <Panel id="password" title={t('change_password.password')} about={t('security.password_about')}>
        <p>{t(hasPassword ? 'security.has_password' : 'security.no_password')}</p>
        <p class="actions">
          <a class="button" href="/account/password">
            {t(hasPassword ? 'security.change_password' : 'security.make_password')}
          </a>
        </p>
      </Panel>
      <SecondFactors t={t} {...secondFactors} />
      {linked === undefined ? null : (
        <Panel id="linked" title={t('linked.title')} about={t('linked.about')}>
          {linked.length === 0 ? null : <p>{linked.join(', ')}</p>}
          <p class="actions">
            <a class="button" href="/account/linked">
              {t('linked.manage')}
            </a>
          </p>
        </Panel>
      )}
      <Sessions {...props} />
    </PortalPage>
  )
}

function Sessions({ frame, sessions, zone }: SecurityPageProps) {
  const { t } = frame
  return (
    <Panel id="sessions" title={t('security.sessions')} about={t('security.sessions_about', { zone })}>
      <ul class="rows devices">
        {sessions.map(({ sid, current, device, place, seen, since }) => (
          <li key={sid}>
            <DeviceIcon kind={device.kind} />
            <div class="who">
              <bdi>{device.name}</bdi>{' '}
              {current ? <span class="tag good">{t('security.this_browser')}</span> : null}
              <p class="quiet-text">
                {place === '' ? null : (
                  <>
                    <bdi>{place}</bdi> ·{' '}
                  </>
                )}
                {seen}
              </p>
              <p class="quiet-text">{since}</p>
            </div>
            {current ? null : (
              <PortalForm frame={frame} action="/account/security">
                <input type="hidden" name="session" value={sid} />
                <button type="submit" name="action" value="end" class="small">
                  {t('portal.sign_out')}
                  <span class="unseen"> ({device.name})</span>
                </button>
              </PortalForm>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Confirmed
          frame={frame}
          action="/account/security"
          fields={{ action: 'end-others' }}
          opener={t('security.end_others')}
          consequence={t('security.end_others_consequence')}
          confirm={t('security.end_others')}
        />
      ) : null}
    </Panel>
  )
}

const outlines: Readonly<Record<DeviceKind, string>> = {
  computer: 'M4 5h16v11H4zM2 20h20M9 16v4M15 16v4',
  phone: 'M7 2h10v20H7zM11 19h2',
  tablet: 'M5 2h14v20H5zM11 19h2',
  unknown: 'M4 5h16v14H4zM7 10l3 2-3 2M12 15h5',
}

function DeviceIcon({ kind }: { kind: DeviceKind }) {
  return (
    <svg class="device" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
      <path d={outlines[kind]} />
    </svg>
  )
}
