import { Value } from '../developer/code.tsx'
import { Check, type Problem, Problems, SelectField, TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface PersonFieldsProps {
  values: Readonly<Record<string, string>>
  problems: readonly Problem[]
  types: readonly string[]
  /** For somebody new. */
  isNew: boolean
}

export interface NewPersonPageProps extends PersonFieldsProps {
  frame: PortalFrame
}

export function NewPersonPage({ frame, ...fields }: NewPersonPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/admin/people"
      title="Add a person"
      above={{ name: 'People', href: '/admin/people' }}
      faulty={fields.problems.length > 0}
    >
      <PortalForm frame={frame} action="/admin/people/new">
        <Problems problems={fields.problems} />
        <PersonFields {...fields} />
        <div class="actions end">
          <button type="submit" class="primary">
            Add them
          </button>
          <a class="button" href="/admin/people">
            Cancel
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}

function PersonFields({ values, problems, types, isNew }: PersonFieldsProps) {
  const field = (name: string) => ({
    name,
    value: values[name] ?? '',
    problem: problems.find((each) => each.field === name)?.message,
  })
  return (
    <>
      <Panel title="Who they are" about="What applications may learn of them, where they allow it.">
        <TextField
          {...field('user_id')}
          label="User name"
          hint="What they sign in with."
          technical
          required
          maxlength={200}
        />
        <TextField {...field('name')} label="Full name" maxlength={200} />
        <TextField {...field('given_name')} label="Given name" maxlength={200} />
        <TextField {...field('family_name')} label="Family name" maxlength={200} />
        <TextField
          {...field('email')}
          label="Email address"
          hint="They may sign in with it as well."
          technical
          maxlength={254}
        />
        <Check
          name="email_verified"
          checked={values.email_verified === 'on'}
          label="The address is verified to be theirs"
        />
      </Panel>
      <Panel
        title="What they may do"
        about="Roles open doors: “admin” this console, “developer” the developer portal, others what your APIs make of them. The type only describes."
      >
        <SelectField
          {...field('user_type')}
          label="Type"
          options={types.map((type) => ({ value: type, label: type }))}
        />
        <TextField {...field('roles')} label="Roles" hint="Separated by spaces." technical />
        {isNew ? (
          <TextField
            {...field('password')}
            label="Password"
            type="password"
            autocomplete="new-password"
            hint="Empty: one is made and shown to you once."
          />
        ) : null}
      </Panel>
    </>
  )
}

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

export interface PersonPageProps extends PersonFieldsProps {
  frame: PortalFrame
  sub: string
  href: string
  name: string
  facts: { term: string; value: string }[]
  version: number
  disabled: boolean
  isYou: boolean
  hasPassword: boolean
  /** Told this once. */
  password?: string | undefined
  notice?: string | undefined
  sessions: ShownSession[]
  grants: ShownGrant[]
  /** Why sessions and grants are not shown. */
  unreachable?: string | undefined
}

export function PersonPage(props: PersonPageProps) {
  const { frame, href, name, disabled, isYou } = props
  return (
    <PortalPage
      frame={frame}
      place="/admin/people"
      title={plainName(name)}
      heading={
        <>
          <Mark name={name} />
          <h1>
            <Name of={name} />
          </h1>
          {disabled ? <span class="tag">Disabled</span> : null}
          {isYou ? <span class="tag">You</span> : null}
        </>
      }
      above={{ name: 'People', href: '/admin/people' }}
      actions={
        <a class="button" href={`/admin/audit?person=${encodeURIComponent(props.sub)}`}>
          Their audit trail
        </a>
      }
      faulty={props.problems.length > 0}
    >
      {props.notice === undefined ? null : <Notice kind="done">{props.notice}</Notice>}
      {props.password === undefined ? null : (
        <Panel id="password" title="Their password" about="Kept only as a hash: nobody can show it again.">
          <div class="reveal" role="status">
            <p>
              <strong>Give it to them now,</strong> by a way that only they read.
            </p>
            <Value id="made-password" of={props.password} />
          </div>
        </Panel>
      )}
      <Panel title="On record">
        <dl class="facts">
          {props.facts.map(({ term, value }) => (
            <>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </>
          ))}
          <dt>Subject (sub)</dt>
          <dd>
            <Value id="sub" of={props.sub} />
          </dd>
        </dl>
      </Panel>
      <PortalForm frame={frame} action={href}>
        <Problems problems={props.problems} />
        <input type="hidden" name="version" value={String(props.version)} />
        <PersonFields {...props} />
        <div class="actions end">
          <button type="submit" name="action" value="save" class="primary">
            Save
          </button>
        </div>
      </PortalForm>
      <Sessions {...props} />
      <Grants {...props} />
      <Ending {...props} />
    </PortalPage>
  )
}

function Sessions({ frame, href, sessions, unreachable }: PersonPageProps) {
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

function Grants({ frame, href, grants }: PersonPageProps) {
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

function Ending({ frame, href, hasPassword, disabled, isYou }: PersonPageProps) {
  return (
    <Panel id="ending" title="Password and account" about="These end all their sessions and grants.">
      <ul class="rows">
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
