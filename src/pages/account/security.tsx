import type { Device, DeviceKind } from '../../protocol/user-agent.ts'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownSession {
  sid: string
  /** The browser that shows this page. */
  current: boolean
  device: Device
  /** Where, where it is known, and when last. */
  seen: string
  since: string
}

export interface SecurityPageProps {
  frame: PortalFrame
  hasPassword: boolean
  sessions: ShownSession[]
  zone: string
  notice?: string | undefined
}

export function SecurityPage(props: SecurityPageProps) {
  const { frame, hasPassword, notice } = props
  return (
    <PortalPage
      frame={frame}
      place="/account/security"
      title="Security"
      lead="How you prove that you are you, and every browser in which you are signed in."
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      <Panel
        id="password"
        title="Password"
        about="Kept only as a hash: nobody can read it, here or elsewhere."
      >
        <p>
          {hasPassword
            ? 'You sign in with a password.'
            : 'You have no password. With one, you can sign in by typing it.'}
        </p>
        <p class="actions">
          <a class="button" href="/account/password">
            {hasPassword ? 'Change it' : 'Make one'}
          </a>
        </p>
      </Panel>
      <Sessions {...props} />
    </PortalPage>
  )
}

function Sessions({ frame, sessions, zone }: SecurityPageProps) {
  return (
    <Panel
      id="sessions"
      title="Where you are signed in"
      about={`If there is one that you do not know, sign it out and change your password. Devices are named by what they say of themselves, places guessed from their address. Times: ${zone}.`}
    >
      <ul class="rows devices">
        {sessions.map(({ sid, current, device, seen, since }) => (
          <li key={sid}>
            <DeviceIcon kind={device.kind} />
            <div class="who">
              <bdi>{device.name}</bdi> {current ? <span class="tag good">This browser</span> : null}
              <p class="quiet-text">
                <bdi>{upperFirst(seen)}</bdi>
              </p>
              <p class="quiet-text">{since}</p>
            </div>
            {current ? null : (
              <PortalForm frame={frame} action="/account/security">
                <input type="hidden" name="session" value={sid} />
                <button type="submit" name="action" value="end" class="small">
                  Sign out<span class="unseen"> of {device.name}</span>
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
          opener="Sign out everywhere else"
          consequence="Every browser but this one is signed out. What applications may do goes on: they are under Applications."
          confirm="Sign out everywhere else"
        />
      ) : null}
    </Panel>
  )
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

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
