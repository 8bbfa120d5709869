import {
  type AppFieldsProps,
  BasicFields,
  LifeFields,
  LooksFields,
  ScopeFields,
  SecurityFields,
  WayFields,
} from '../developer/app-fields.tsx'
import { LogoutFields } from '../developer/logout-fields.tsx'
import { Check, Problems, TextArea, TextField } from '../fields.tsx'
import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ClientFormPageProps extends AppFieldsProps {
  frame: PortalFrame
  /** Of one that is there. */
  client?: { name: string; href: string; version: number } | undefined
  /** The fields that `rest` may hold. */
  restFields: readonly string[]
}

/** The form that developers have, and what only an operator may give. */
export function ClientFormPage({ frame, client, restFields, ...fields }: ClientFormPageProps) {
  const action = client ? `${client.href}/edit` : '/admin/clients/new'
  return (
    <PortalPage
      frame={frame}
      place="/admin/clients"
      title={client ? 'Edit a client' : 'Register a client'}
      above={client ? { name: client.name, href: client.href } : { name: 'Clients', href: '/admin/clients' }}
      lead={client ? undefined : 'The first answers are enough; the rest has safe defaults.'}
      faulty={fields.problems.length > 0}
    >
      <PortalForm frame={frame} action={action} class="app-form">
        <Problems problems={fields.problems} />
        {client ? <input type="hidden" name="version" value={String(client.version)} /> : null}
        <BasicFields {...fields} />
        <ScopeFields {...fields} />
        <OperatorFields {...fields} restFields={restFields} />
        <details class="advanced" open={client !== undefined || fields.problems.length > 0}>
          <summary>
            Advanced <span class="hint">looks, ways to tokens, lifetimes, every other field</span>
          </summary>
          <LooksFields {...fields} />
          <LogoutFields {...fields} />
          <SecurityFields {...fields} />
          <WayFields {...fields} />
          <LifeFields {...fields} />
          <RestFields {...fields} restFields={restFields} />
        </details>
        <div class="actions end">
          <button type="submit" class="primary">
            {client ? 'Save' : 'Register it'}
          </button>
          <a class="button" href={client?.href ?? '/admin/clients'}>
            Cancel
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}

type OperatorFieldsProps = Pick<ClientFormPageProps, 'values' | 'problems' | 'restFields'>

const problemOf = ({ problems }: OperatorFieldsProps, name: string) =>
  problems.find(({ field }) => field === name)?.message

function OperatorFields(props: OperatorFieldsProps) {
  const { values } = props
  return (
    <Panel
      title="What only you can give"
      about="Developers do not see these on their form, and cannot change them."
    >
      <Check
        name="first_party"
        checked={values.first_party === 'on'}
        label="It is yours"
        hint="Run by whoever runs this server: people are not asked for consent."
      />
      <Check
        name="introspect_all"
        checked={values.introspect_all === 'on'}
        label="It may introspect every token"
        hint="For a gateway in front of all APIs. Others see only tokens of theirs."
      />
      <TextField
        name="further_grants"
        label="Further grant types"
        value={values.further_grants ?? ''}
        hint="Separated by spaces: password, implicit, urn:ietf:params:oauth:grant-type:token-exchange, …"
        technical
        problem={problemOf(props, 'further_grants')}
      />
      <TextField
        name="default_scope"
        label="Scope of a request that names none"
        value={values.default_scope ?? ''}
        hint="Separated by spaces. A machine gets all it may where this is empty."
        technical
        problem={problemOf(props, 'default_scope')}
      />
    </Panel>
  )
}

function RestFields(props: OperatorFieldsProps) {
  return (
    <Panel
      title="Every other field"
      about="As JSON, by the names of RFC 7591 and of this server’s documentation. What is not in it has its default."
    >
      <TextArea
        name="rest"
        label="Registration"
        value={props.values.rest ?? ''}
        rows={10}
        hint={`May hold: ${props.restFields.join(', ')}.`}
        problem={problemOf(props, 'rest')}
      />
    </Panel>
  )
}
