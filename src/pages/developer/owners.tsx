import { TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { Confirmed, Panel, PortalForm, type PortalFrame } from '../portal.tsx'

export interface Owner {
  sub: string
  name: string
  login: string
  isYou: boolean
}

export interface OwnersProps {
  frame: PortalFrame
  href: string
  owners: Owner[]
  what: 'application' | 'API'
}

export function Owners({ frame, href, owners, what }: OwnersProps) {
  return (
    <Panel
      id="owners"
      title="Owners"
      about={`Everyone here may change this ${what}, and say who else may. Somebody joins by a link that you make and send them.`}
    >
      <ul class="rows">
        {owners.map((owner) => (
          <li key={owner.sub}>
            <span class="person">
              <Mark name={owner.name} />
              <span class="who">
                <Name of={owner.name} /> {owner.isYou ? <span class="quiet-text">(you)</span> : null}
                <span class="login">
                  <Name of={owner.login} />
                </span>
              </span>
            </span>
            {owners.length > 1 ? (
              <Confirmed
                frame={frame}
                action={`${href}/owners/remove`}
                fields={{ owner: owner.sub }}
                opener={owner.isYou ? 'Leave' : 'Remove'}
                consequence={
                  owner.isYou
                    ? `You can no longer see or change this ${what}, until another owner asks you back.`
                    : `They can no longer see or change this ${what}. Secrets that they know stay good: replace those.`
                }
                confirm={owner.isYou ? 'Leave' : 'Remove this owner'}
              />
            ) : null}
          </li>
        ))}
      </ul>
      <PortalForm frame={frame} action={`${href}/owners`} class="inline">
        <TextField
          name="login"
          label="Ask somebody to own it with you"
          value=""
          technical
          required
          hint="The name or email address that they sign in with here."
        />
        <button type="submit">Make a link</button>
      </PortalForm>
    </Panel>
  )
}
