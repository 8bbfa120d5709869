import { Value } from '../developer/code.tsx'
import { type Problem, Problems, SelectField, TextField } from '../fields.tsx'
import { Name } from '../name.tsx'
import { Confirmed, Panel, PortalForm, type PortalFrame } from '../portal.tsx'
import { Further } from './list.tsx'

export interface InvitationsProps {
  frame: PortalFrame
  path: string
  /** Why none can be made now. */
  closed?: string | undefined
  values: Readonly<Record<string, string>>
  problems: readonly Problem[]
  types: readonly string[]
  /** Shown once, where it could not be sent. */
  link?: string | undefined
  invitations: { id: string; email: string; facts: string; state?: string | undefined }[]
  next?: string | undefined
}

/** Invitations to make an account: made, listed, taken back. */
export function Invitations(props: InvitationsProps) {
  const { frame, path, closed, values, problems, types, link, invitations } = props
  const field = (name: string) => ({
    name,
    value: values[name] ?? '',
    problem: problems.find((each) => each.field === name)?.message,
  })
  return (
    <>
      {link === undefined ? null : (
        <Panel title="The invitation" about="It could not be sent by mail, and is shown this once.">
          <div class="reveal" role="status">
            <p>
              <strong>Give it to them now,</strong> by a way that only they read.
            </p>
            <Value id="invitation-link" of={link} />
          </div>
        </Panel>
      )}
      <Panel
        id="invite"
        title="Invite somebody"
        about="They make their account by a link that is good once, for one address."
      >
        {closed === undefined ? (
          <PortalForm frame={frame} action={path}>
            <Problems problems={problems} />
            <TextField {...field('email')} label="Email address" type="email" required maxlength={254} />
            <SelectField
              {...field('invited_type')}
              label="They become"
              options={types.map((type) => ({ value: type, label: type }))}
            />
            <TextField {...field('roles')} label="Roles" hint="Separated by spaces. Empty: none." technical />
            <TextField {...field('days')} label="Good for" type="number" suffix="days" hint="1 to 90." />
            <p class="actions end">
              <button type="submit" name="action" value="invite" class="primary">
                Invite them
              </button>
            </p>
          </PortalForm>
        ) : (
          <p class="quiet-text">{closed}</p>
        )}
      </Panel>
      <Panel id="invitations" title="Invitations" about="Who came by one stays when it is taken back.">
        {invitations.length === 0 ? <p class="quiet-text">There are none.</p> : null}
        <ul class="rows">
          {invitations.map(({ id, email, facts, state }) => (
            <li key={id}>
              <div class="who">
                <Name of={email} /> {state === undefined ? null : <span class="tag">{state}</span>}
                <p class="quiet-text">{facts}</p>
              </div>
              <Confirmed
                frame={frame}
                action={path}
                fields={{ action: 'take-back', id }}
                opener={state === undefined ? 'Take back' : 'Forget it'}
                consequence={
                  state === undefined
                    ? 'Its link is good no more.'
                    : 'It is taken off this list; nothing else changes.'
                }
                confirm={state === undefined ? 'Take it back' : 'Forget it'}
              />
            </li>
          ))}
        </ul>
        <Further next={props.next} />
      </Panel>
    </>
  )
}
