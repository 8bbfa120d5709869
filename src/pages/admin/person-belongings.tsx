import { Name } from '../name.tsx'
import { Confirmed, Notice, Panel, type PortalFrame } from '../portal.tsx'

export interface ShownSession {
  sid: string
  what: string
  when: string
}

export interface ShownGrant {
  id: string
  client: string
  clientHref: string
  scope: string
  when: string
}

/** What belongs to a person, and what of theirs can be ended. */
export interface BelongingsProps {
  frame: PortalFrame
  href: string
  disabled: boolean
  isYou: boolean
  hasPassword: boolean
  /** Whether one is kept here, or could be: of who comes from a directory none is. */
  mayHavePassword: boolean
  sessions: ShownSession[]
  grants: ShownGrant[]
  /** Why sessions and grants are not shown. */
  unreachable?: string | undefined
}

export function Sessions({ frame, href, sessions, unreachable }: BelongingsProps) {
  return (
    <Panel id="sessions" title="Where they are signed in" about="Browsers with a live session.">
      {unreachable === undefined ? null : <Notice kind="warning">{unreachable}</Notice>}
      {sessions.length === 0 ? <p class="quiet-text">Nowhere.</p> : null}
      <ul class="rows">
        {sessions.map(({ sid, what, when }) => (
          <li key={sid}>
            <div class="who">
              {what}
              <p class="quiet-text">{when}</p>
            </div>
            <Confirmed
              frame={frame}
              action={href}
              fields={{ action: 'end-session', session: sid }}
              opener="End"
              consequence="That browser is signed out. What applications were granted goes on."
              confirm="End this session"
            />
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Confirmed
          frame={frame}
          action={href}
          fields={{ action: 'end-sessions' }}
          opener="End all sessions"
          consequence="Every browser of theirs is signed out."
          confirm="End them all"
        />
      ) : null}
    </Panel>
  )
}

export function Grants({ frame, href, grants }: BelongingsProps) {
  return (
    <Panel
      id="grants"
      title="What applications may do for them"
      about="Live grants: refresh tokens and what they yield."
    >
      {grants.length === 0 ? <p class="quiet-text">Nothing at present.</p> : null}
      <ul class="rows">
        {grants.map(({ id, client, clientHref, scope, when }) => (
          <li key={id}>
            <div class="who">
              <a href={clientHref}>
                <Name of={client} />
              </a>
              <p class="quiet-text">
                <code>{scope}</code>
              </p>
              <p class="quiet-text">{when}</p>
            </div>
            <Confirmed
              frame={frame}
              action={href}
              fields={{ action: 'end-grant', grant: id }}
              opener="End"
              consequence="Its refresh token is dead at once. An access token that is out is good until it expires, where its API does not ask here."
              confirm="End this grant"
            />
          </li>
        ))}
      </ul>
      {grants.length > 1 ? (
        <Confirmed
          frame={frame}
          action={href}
          fields={{ action: 'end-grants' }}
          opener="End all grants"
          consequence="Every application has to ask them again."
          confirm="End them all"
        />
      ) : null}
    </Panel>
  )
}

export function Ending(props: BelongingsProps) {
  const { frame, href, hasPassword, mayHavePassword, disabled, isYou } = props
  return (
    <Panel
      id="ending"
      title="Password and account"
      about="But for the link, these end all their sessions and grants."
    >
      <ul class="rows">
        {mayHavePassword ? (
          <li>
            <div class="who">
              {hasPassword ? 'Let them make a new password' : 'Let them make a password'}
              <p class="quiet-text">
                A link, good for a day: by mail, or shown to you once where it cannot be sent. Nothing ends
                before they use it.
              </p>
            </div>
            <Confirmed
              frame={frame}
              action={href}
              fields={{ action: 'password-link' }}
              opener="Send a link"
              consequence="Whoever has the link chooses their password. A second factor is asked for as before."
              confirm="Send it"
            />
          </li>
        ) : null}
        <li>
          <div class="who">
            {hasPassword ? 'Reset the password' : 'Give them a password'}
            <p class="quiet-text">One is made and shown to you once.</p>
          </div>
          <Confirmed
            frame={frame}
            action={href}
            fields={{ action: 'reset-password' }}
            opener={hasPassword ? 'Reset' : 'Make one'}
            consequence={
              isYou
                ? 'You are signed out as well, and sign in with the new one.'
                : 'They are signed out everywhere.'
            }
            confirm="Make a new password"
          />
        </li>
        {isYou ? null : (
          <>
            <li>
              <div class="who">
                {disabled ? 'Let them in again' : 'Disable the account'}
                <p class="quiet-text">
                  {disabled
                    ? 'They sign in as before; nothing that ended comes back.'
                    : 'Nothing is lost; you can enable it again.'}
                </p>
              </div>
              <Confirmed
                frame={frame}
                action={href}
                fields={{ action: disabled ? 'enable' : 'disable' }}
                opener={disabled ? 'Enable' : 'Disable'}
                consequence={
                  disabled
                    ? 'They can sign in again at once.'
                    : 'They are signed out everywhere, and cannot sign in.'
                }
                confirm={disabled ? 'Enable the account' : 'Disable the account'}
              />
            </li>
            <li>
              <div class="who">
                Delete the account
                <p class="quiet-text">The audit trail keeps what they did.</p>
              </div>
              <Confirmed
                frame={frame}
                action={href}
                fields={{ action: 'delete' }}
                opener="Delete"
                consequence="Their record, password, sessions and grants are gone. It cannot be undone."
                confirm="Delete this person"
              />
            </li>
          </>
        )}
      </ul>
    </Panel>
  )
}
