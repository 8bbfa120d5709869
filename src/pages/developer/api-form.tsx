import { Check, Checks, type Problem, Problems, SelectField, TextArea, TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { type ApiHead, allApis, apiTabs } from './api-head.tsx'

export interface ApiFormPageProps {
  frame: PortalFrame
  /** Absent for a new one. */
  api?: ApiHead | undefined
  version?: number | undefined
  values: Readonly<Record<string, string>>
  problems: readonly Problem[]
  /** How many rows of scopes. */
  rows: number
  /** Applications as which it may ask about tokens. */
  askers: { id: string; name: string }[]
  mayChooseProfile: boolean
}

export function ApiFormPage(props: ApiFormPageProps) {
  const { frame, api, version, problems } = props
  return (
    <PortalPage
      frame={frame}
      place="/developer/apis"
      title={api ? `Edit ${plainName(api.name)}` : 'Register an API'}
      heading={
        api ? (
          <>
            <Mark name={api.name} />
            <h1>
              <span class="lead-in">Edit</span> <Name of={api.name} />
            </h1>
          </>
        ) : undefined
      }
      above={allApis}
      lead={api ? undefined : 'A name, an identifier, and what its scopes allow.'}
      tabs={api ? apiTabs(api, 'edit') : undefined}
      faulty={problems.length > 0}
    >
      <PortalForm frame={frame} action={api ? `${api.href}/edit` : '/developer/apis/new'}>
        <Problems problems={problems} />
        {version === undefined ? null : <input type="hidden" name="version" value={String(version)} />}
        <Identity {...props} />
        <Scopes {...props} />
        <Access {...props} />
        <details class="advanced" open={api !== undefined || problems.some(isAdvanced)}>
          <summary>
            Advanced <span class="hint">tokens, endpoints, introspection</span>
          </summary>
          <Tokens {...props} />
          <Endpoints {...props} />
        </details>
        <div class="actions end">
          <button type="submit" class="primary">
            {api ? 'Save' : 'Register it'}
          </button>
          <a class="button" href={api?.href ?? allApis.href}>
            Cancel
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}

const isAdvanced = ({ field = '' }: Problem) => /^(access_|token_|endpoints)/.test(field)

type Fields = Pick<ApiFormPageProps, 'values' | 'problems'>

const fieldOf = ({ values, problems }: Fields, name: string) => ({
  name,
  value: values[name] ?? '',
  problem: problems.find(({ field }) => field === name)?.message,
})

function Identity(props: ApiFormPageProps) {
  return (
    <Panel
      title="The API"
      about="The identifier is a name, not an address that anybody calls. It never changes."
    >
      <TextField {...fieldOf(props, 'name')} label="Name" required maxlength={200} />
      {props.api ? (
        <p class="field">
          <strong>Identifier</strong>
          <br />
          <code>{props.api.identifier}</code>
        </p>
      ) : (
        <TextField
          {...fieldOf(props, 'identifier')}
          label="Identifier"
          type="url"
          required
          placeholder="https://orders.example.com"
          hint="A URI, for instance its own address. It is the audience (aud) of its tokens."
        />
      )}
    </Panel>
  )
}

function Scopes(props: ApiFormPageProps) {
  return (
    <Panel
      title="Scopes"
      about="Begin each with the API’s name: scopes of the same name at two APIs are one and the same to an application. Empty a row to remove it."
    >
      <div class="scope-rows" id="scopes">
        {Array.from({ length: props.rows }, (_, row) => (
          <ScopeRow key={String(row)} row={row} fields={props} />
        ))}
      </div>
      <p class="quiet-text">More rows come when you save.</p>
    </Panel>
  )
}

function ScopeRow({ row, fields }: { row: number; fields: Fields }) {
  const scope = fieldOf(fields, `scope_${row}`)
  const sentence = fieldOf(fields, `sentence_${row}`)
  return (
    <div class="scope-row">
      <TextField
        {...scope}
        label="Scope"
        technical
        placeholder={row === 0 ? 'orders.read' : ''}
        maxlength={100}
      />
      <TextField
        {...sentence}
        label="What it allows"
        placeholder={row === 0 ? 'See your orders' : ''}
        maxlength={300}
      />
    </div>
  )
}

function Access(props: ApiFormPageProps) {
  return (
    <Panel
      title="Who may ask for it"
      about="Owners may always link their own applications, and operators any."
    >
      <Check
        name="open_to_developers"
        checked={props.values.open_to_developers === 'on'}
        label="Every developer here may give their applications its scopes"
        hint="Machines included, and for those no person is asked. Leave it off where a token alone opens something of value."
      />
    </Panel>
  )
}

function Tokens(props: ApiFormPageProps) {
  const { values, askers, mayChooseProfile } = props
  const isLight = values.token_profile === 'light-oauth2'
  return (
    <Panel title="Its tokens" about="The defaults suit almost everybody.">
      <SelectField
        {...fieldOf(props, 'token_format')}
        label="Format"
        options={[
          { value: 'jwt', label: 'Signed JWT: checked by its signature, good until it expires' },
          {
            value: 'reference',
            label: 'Reference: means nothing by itself, asked about each time, revoked at once',
          },
        ]}
      />
      <SelectField
        {...fieldOf(props, 'access_token_signing_alg')}
        label="Signature"
        options={['ES256', 'RS256', 'EdDSA'].map((value) => ({ value, label: value }))}
      />
      <TextField
        {...fieldOf(props, 'access_token_lifetime')}
        label="How long one lives"
        type="number"
        suffix="seconds"
        hint="At most a day. Empty: as the application has it; the shorter of the two counts."
      />
      {mayChooseProfile ? (
        <>
          <SelectField
            {...fieldOf(props, 'token_profile')}
            label="Claims"
            options={[
              { value: 'rfc9068', label: 'RFC 9068' },
              { value: 'light-oauth2', label: 'As light-oauth2 had them (RS256 only)' },
            ]}
          />
          <TextField
            {...fieldOf(props, 'token_issuer')}
            label="Issuer in its tokens"
            technical
            hint="Only with light-oauth2: the iss that the API was built to expect."
          />
        </>
      ) : isLight ? (
        <p class="quiet-text">Its claims are those of light-oauth2; an operator can change that.</p>
      ) : null}
      {askers.length === 0 ? null : (
        <Checks
          name="introspection_clients"
          legend="As which application it asks"
          hint="For reference tokens, and where a revoked token must be noticed at once: the API asks with the ID and secret of one of your applications."
        >
          {askers.map(({ id, name }) => (
            <Check
              key={id}
              name={`asks:${id}`}
              checked={values[`asks:${id}`] === 'on'}
              label={<Name of={name} />}
              hint={<code>{id}</code>}
            />
          ))}
        </Checks>
      )}
    </Panel>
  )
}

function Endpoints(props: ApiFormPageProps) {
  return (
    <Panel
      title="Endpoints"
      about="Kept with the API, for your gateway and for whoever reads it. The API itself still asks for the scope."
    >
      <TextArea
        {...fieldOf(props, 'endpoints')}
        label="Endpoints and the scope each needs"
        placeholder={'GET /v1/orders orders.read\nPOST /v1/orders orders.write'}
        hint="One a line."
      />
    </Panel>
  )
}
