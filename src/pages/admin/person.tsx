import { Value } from '../developer/code.tsx'
import { Check, Choice, type Problem, Problems, SelectField, TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { type BelongingsProps, Ending, Grants, Sessions } from './person-belongings.tsx'
import { Credentials, type CredentialsProps } from './person-credentials.tsx'

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
          <>
            <Choice
              name="access"
              legend="How they get in"
              value={values.access ?? 'password'}
              problem={undefined}
              options={[
                {
                  value: 'password',
                  label: 'With a password',
                  hint: 'The one below; where it is empty, one is made and shown to you once.',
                },
                {
                  value: 'link',
                  label: 'With a link to make one themselves',
                  hint: 'Sent by mail, or shown to you once where it cannot be sent. Good for a week.',
                },
                {
                  value: 'none',
                  label: 'Without a password',
                  hint: 'They come by a provider or by mail, or get one later.',
                },
              ]}
            />
            <TextField
              {...field('password')}
              label="Password"
              type="password"
              autocomplete="new-password"
              hint="Only for the first of these."
            />
          </>
        ) : null}
      </Panel>
    </>
  )
}

export interface PersonPageProps extends PersonFieldsProps, BelongingsProps, CredentialsProps {
  sub: string
  name: string
  facts: { term: string; value: string }[]
  version: number
  /** Told this once: a password, or a link with which they make one. */
  password?: string | undefined
  notice?: string | undefined
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
      {props.password === undefined ? null : <Made secret={props.password} />}
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
      <Credentials {...props} />
      <Sessions {...props} />
      <Grants {...props} />
      <Ending {...props} />
    </PortalPage>
  )
}

function Made({ secret }: { secret: string }) {
  const isLink = secret.startsWith('http')
  return (
    <Panel
      id="password"
      title={isLink ? 'The link' : 'Their password'}
      about={
        isLink
          ? 'With it they make a password, once. It could not be sent by mail.'
          : 'Kept only as a hash: nobody can show it again.'
      }
    >
      <div class="reveal" role="status">
        <p>
          <strong>Give it to them now,</strong> by a way that only they read.
        </p>
        <Value id="made-password" of={secret} />
      </div>
    </Panel>
  )
}
