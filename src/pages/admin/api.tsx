import { Value } from '../developer/code.tsx'
import { Check, type Problem, Problems, SelectField, TextArea, TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Confirmed, Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { Owners, type ShownOwner } from './client.tsx'

export interface ApiFieldsProps {
  values: Readonly<Record<string, string>>
  problems: readonly Problem[]
  restFields: readonly string[]
}

export interface NewApiPageProps extends ApiFieldsProps {
  frame: PortalFrame
}

export function NewApiPage({ frame, ...fields }: NewApiPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/admin/apis"
      title="Register an API"
      above={{ name: 'APIs', href: '/admin/apis' }}
      faulty={fields.problems.length > 0}
    >
      <PortalForm frame={frame} action="/admin/apis/new">
        <Problems problems={fields.problems} />
        <Panel
          title="Identifier"
          about="What stands as aud in its access tokens. It cannot be changed later."
        >
          <TextField
            name="identifier"
            label="Identifier"
            value={fields.values.identifier ?? ''}
            type="url"
            placeholder="https://api.example.com"
            hint="A URI, best the address of the API itself. Clients name it as resource."
            required
            problem={fields.problems.find(({ field }) => field === 'identifier')?.message}
          />
        </Panel>
        <ApiFields {...fields} />
        <div class="actions end">
          <button type="submit" class="primary">
            Register it
          </button>
          <a class="button" href="/admin/apis">
            Cancel
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}

function ApiFields({ values, problems, restFields }: ApiFieldsProps) {
  const field = (name: string) => ({
    name,
    value: values[name] ?? '',
    problem: problems.find((each) => each.field === name)?.message,
  })
  return (
    <>
      <Panel title="What people read" about="The consent page shows these sentences.">
        <TextField {...field('name')} label="Name" required maxlength={200} />
        <TextArea
          {...field('scopes')}
          label="Scopes"
          rows={5}
          placeholder={'orders:read See your orders\norders:write Place orders for you'}
          hint="One a line: the scope, a space, and what it lets an application do."
        />
      </Panel>
      <Panel title="Who may ask for it" about="You can give it to any client; these open it to more.">
        <Check
          name="open_to_developers"
          checked={values.open_to_developers === 'on'}
          label="Every developer may let their application ask for it"
          hint="Else only its owners and operators may."
        />
        <Check
          name="open_to_registered_clients"
          checked={values.open_to_registered_clients === 'on'}
          label="Clients that registered themselves may ask for it"
          hint="By naming it in resource. People are told that nobody here knows the client."
        />
      </Panel>
      <Panel title="Its tokens">
        <SelectField
          {...field('token_format')}
          label="Format"
          options={[
            { value: 'jwt', label: 'JWT: checked by its signature' },
            { value: 'reference', label: 'Reference: looked up here, and can be revoked' },
          ]}
        />
        <SelectField
          {...field('access_token_signing_alg')}
          label="Signature"
          options={['ES256', 'RS256', 'EdDSA'].map((value) => ({ value, label: value }))}
        />
        <TextField
          {...field('access_token_lifetime')}
          label="Life of an access token"
          type="number"
          suffix="seconds"
          hint="Empty: as the client or this server has it. At most a day (86400)."
        />
        <TextArea
          {...field('introspection_clients')}
          label="Clients as which it introspects"
          rows={2}
          hint="Client IDs, one a line."
        />
        <TextArea
          {...field('rest')}
          label="Every other field, as JSON"
          rows={5}
          hint={`May hold: ${restFields.join(', ')}. What is not in it has its default.`}
        />
      </Panel>
    </>
  )
}

export interface ApiPageProps extends ApiFieldsProps {
  frame: PortalFrame
  href: string
  identifier: string
  name: string
  version: number
  facts: string
  notice?: string | undefined
  clients: { name: string; id: string; href: string }[]
  moreClients: boolean
  owners: ShownOwner[]
  ownerProblem?: string | undefined
  typedOwner?: string | undefined
}

export function ApiPage(props: ApiPageProps) {
  const { frame, href, identifier, name, clients } = props
  return (
    <PortalPage
      frame={frame}
      place="/admin/apis"
      title={plainName(name)}
      heading={
        <>
          <Mark name={name} />
          <h1>
            <Name of={name} />
          </h1>
        </>
      }
      above={{ name: 'APIs', href: '/admin/apis' }}
      lead={props.facts}
      faulty={props.problems.length > 0 || props.ownerProblem !== undefined}
    >
      {props.notice === undefined ? null : <Notice kind="done">{props.notice}</Notice>}
      <Panel title="Identifier" about="What stands as aud in its access tokens.">
        <Value id="identifier" of={identifier} />
      </Panel>
      <PortalForm frame={frame} action={href}>
        <Problems problems={props.problems} />
        <input type="hidden" name="version" value={String(props.version)} />
        <ApiFields {...props} />
        <div class="actions end">
          <button type="submit" name="action" value="save" class="primary">
            Save
          </button>
        </div>
      </PortalForm>
      <Panel
        id="clients"
        title="Clients that may ask for it"
        about="Which of its scopes each may ask for stands in its registration."
      >
        {clients.length === 0 ? <p class="quiet-text">None yet.</p> : null}
        <ul class="rows">
          {clients.map((client) => (
            <li key={client.id}>
              <div class="who">
                <a href={client.href}>
                  <Name of={client.name} />
                </a>
                <p class="quiet-text">
                  <code>{client.id}</code>
                </p>
              </div>
              <Confirmed
                frame={frame}
                action={href}
                fields={{ action: 'unlink', client: client.id }}
                opener="Unlink"
                consequence="It gets no more tokens for this API; those that are out are good until they expire."
                confirm="Unlink this client"
              />
            </li>
          ))}
        </ul>
        {props.moreClients ? (
          <p class="quiet-text">There are more; the management API lists them all.</p>
        ) : null}
      </Panel>
      <Owners {...props} />
      <Panel id="ending" title="Ending it">
        <Confirmed
          frame={frame}
          action={href}
          fields={{ action: 'delete' }}
          opener="Delete this API"
          consequence="No client can ask for it any more. Access tokens that are out are good until they expire."
          confirm="Delete it"
        />
      </Panel>
    </PortalPage>
  )
}
