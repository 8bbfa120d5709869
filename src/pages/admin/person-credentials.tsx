import { Name } from '../name.tsx'
import { Confirmed, Panel, type PortalFrame } from '../portal.tsx'

export interface ShownCredential {
  /** What it is, such as `Passkey` or the name of a provider. */
  what: string
  name?: string | undefined
  detail: string
  /** How it is taken away; none where it is taken away with others. */
  removal?: { kind: string; id: string; consequence: string } | undefined
}

export interface CredentialsProps {
  frame: PortalFrame
  href: string
  credentials: ShownCredential[]
  /** Whether they have a passkey, one-time codes or recovery codes. */
  secondFactors: boolean
  isYou: boolean
}

/** What somebody proves themself with besides a password, and what an operator can do about it. */
export function Credentials({ frame, href, credentials, secondFactors, isYou }: CredentialsProps) {
  return (
    <Panel
      id="credentials"
      title="How they prove themselves"
      about="Besides a password. Nothing here can be shown or copied: only taken away."
    >
      {credentials.length === 0 ? <p class="quiet-text">With nothing else.</p> : null}
      <ul class="rows">
        {credentials.map(({ what, name, detail, removal }) => (
          <li key={`${what} ${name} ${detail}`}>
            <div class="who">
              {what}
              {name === undefined ? null : (
                <>
                  {': '}
                  <Name of={name} />
                </>
              )}
              <p class="quiet-text">{detail}</p>
            </div>
            {removal === undefined ? null : (
              <Confirmed
                frame={frame}
                action={href}
                fields={{ action: 'remove-credential', kind: removal.kind, id: removal.id }}
                opener="Remove"
                consequence={removal.consequence}
                confirm={`Remove this ${['provider', 'directory'].includes(removal.kind) ? 'link' : 'second factor'}`}
              />
            )}
          </li>
        ))}
      </ul>
      {secondFactors && !isYou ? (
        <Confirmed
          frame={frame}
          action={href}
          fields={{ action: 'reset-second-factors' }}
          opener="They lost them: reset all second factors"
          consequence="Passkeys, one-time codes and recovery codes are gone. They are signed out everywhere, and make new ones where a second factor is required. Make sure that it is really them who asks."
          confirm="Reset the second factors"
        />
      ) : null}
    </Panel>
  )
}
