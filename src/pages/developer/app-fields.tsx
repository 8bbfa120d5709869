import { Check, Checks, Choice, type Problem, SelectField, TextArea, TextField } from '../fields.tsx'
import { Panel } from '../portal.tsx'

/** An API with the scopes that an application may be given. */
export interface ApiChoice {
  identifier: string
  name: string
  /** `field` is the name of its tick; none where only an operator may change it. */
  scopes: { scope: string; sentence: string; field?: string | undefined; given: boolean }[]
}

export interface AppFieldsProps {
  values: Readonly<Record<string, string>>
  problems: readonly Problem[]
  standardScopes: { scope: string; sentence: string }[]
  apis: ApiChoice[]
  /** For a new one: the kinds there are. */
  kinds?: { value: string; label: string; hint: string }[] | undefined
  grants: { value: string; label: string }[]
  /** Ways to sign in that are switched on. */
  ways: { value: string; label: string }[]
}

const signatures = ['ES256', 'RS256', 'EdDSA']

const secretMethods = [
  { value: 'client_secret_basic', label: 'By a secret, in the header (Basic)' },
  { value: 'client_secret_post', label: 'By a secret, in the body' },
  { value: 'none', label: 'Not at all: whoever has it could read a secret (public client)' },
]

export function BasicFields({ values, problems, kinds }: AppFieldsProps) {
  const field = fieldsOf(values, problems)
  return (
    <>
      <Panel title="The application" about="People see its name wherever it asks them for something.">
        <TextField
          {...field('client_name')}
          label="Name"
          required
          maxlength={200}
          autofocus={kinds !== undefined}
        />
        <TextField
          {...field('client_uri')}
          label="Website"
          type="url"
          placeholder="https://app.example.com"
          hint="Its address is shown beside the name. Not required."
        />
      </Panel>
      {kinds ? (
        <Panel
          title="Kind"
          about="It decides what is safe: which ways to a token it has, and whether it gets a secret."
        >
          <Choice
            name="kind"
            legend="What kind of application is it?"
            value={values.kind ?? ''}
            options={kinds}
            problem={field('kind').problem}
          />
        </Panel>
      ) : null}
      <div class="redirects">
        <Panel
          title="Where people come back to"
          about="After signing in, and only there. The address that your application sends must be one of these, character by character."
        >
          <TextArea
            {...field('redirect_uris')}
            label="Redirect URIs"
            placeholder={'https://app.example.com/callback\nhttp://localhost:3000/callback'}
            hint="One a line. https; http only for this machine (localhost, 127.0.0.1)."
          />
        </Panel>
      </div>
    </>
  )
}

export function LooksFields({ values, problems }: AppFieldsProps) {
  const field = fieldsOf(values, problems)
  return (
    <Panel title="What people see" about="On the pages where they sign in and decide.">
      <TextField
        {...field('logo_uri')}
        label="Logo"
        type="url"
        hint="A square picture on https. People’s browsers fetch it from there."
      />
      <TextField
        {...field('policy_uri')}
        label="Privacy policy"
        type="url"
        hint="Linked on the consent page."
      />
      <TextField
        {...field('tos_uri')}
        label="Terms of service"
        type="url"
        hint="Linked on the consent page."
      />
      <TextField
        {...field('initiate_login_uri')}
        label="Where signing in starts"
        type="url"
        hint="Where an interrupted sign-in can be begun again. Without it, the website."
      />
    </Panel>
  )
}

export function ScopeFields({ values, problems, standardScopes, apis }: AppFieldsProps) {
  const problem = fieldsOf(values, problems)('scope').problem
  return (
    <Panel
      title="What it may ask for"
      about="At most this. Each request says what it needs, and people see these sentences. Ask for little: they are more likely to agree."
    >
      <Checks name="scope" legend="About the person" problem={problem}>
        {standardScopes.map(({ scope, sentence }) => (
          <Check
            key={scope}
            name={`scope:${scope}`}
            checked={values[`scope:${scope}`] === 'on'}
            label={sentence}
            hint={<code>{scope}</code>}
          />
        ))}
      </Checks>
      {apis.map((api) => (
        <Checks
          key={api.identifier}
          name={`api:${api.identifier}`}
          legend={<bdi>{api.name}</bdi>}
          hint={<code>{api.identifier}</code>}
        >
          {api.scopes.map(({ scope, sentence, field, given }) => (
            <Check
              key={scope}
              name={field ?? ''}
              checked={field === undefined ? given : values[field] === 'on'}
              disabled={field === undefined}
              label={<bdi>{sentence}</bdi>}
              hint={
                <>
                  <code>{scope}</code>
                  {field === undefined ? ' · given by whoever runs this server' : null}
                </>
              }
            />
          ))}
        </Checks>
      ))}
      {apis.length === 0 ? (
        <p class="quiet-text">
          There is no API that you own, or that is open to every developer.{' '}
          <a href="/developer/apis">Register one</a>, or ask its owners to open theirs.
        </p>
      ) : null}
    </Panel>
  )
}

export function SecurityFields({ values, problems, kinds, grants }: AppFieldsProps) {
  const field = fieldsOf(values, problems)
  const isNew = kinds !== undefined
  return (
    <Panel
      title="How it gets tokens"
      about={isNew ? 'The kind has set all of this safely.' : 'Change it only if you know why.'}
    >
      <SelectField
        {...field('token_endpoint_auth_method')}
        label="How it proves that it is itself"
        options={isNew ? [{ value: '', label: 'As its kind has it' }, ...secretMethods] : secretMethods}
      />
      <Checks
        name="grant_types"
        legend={isNew ? 'What else it does' : 'What it does'}
        problem={field('grant_types').problem}
      >
        {isNew ? (
          <Check
            name="refresh"
            checked={values.refresh === 'on'}
            label="It stays connected when people are away (refresh tokens)"
          />
        ) : null}
        {grants.map(({ value, label }) => (
          <Check key={value} name={value} checked={values[value] === 'on'} label={label} />
        ))}
        {isNew ? null : (
          <Check
            name="native"
            checked={values.native === 'on'}
            label="It is installed by the person"
            hint="Any port on loopback redirect URIs, and private schemes such as com.example.app:/callback."
          />
        )}
        <Check
          name="require_pkce"
          checked={values.require_pkce === 'on'}
          label="Sign-ins need PKCE"
          hint="Leave it on. Without a secret it cannot be turned off."
        />
      </Checks>
      <SelectField
        {...field('id_token_signed_response_alg')}
        label="Signature of ID tokens"
        options={signatures.map((value) => ({
          value,
          label: value === 'RS256' ? 'RS256, for older libraries' : value,
        }))}
      />
    </Panel>
  )
}

/** None ticked: all that there are. */
export function WayFields({ values, problems, ways }: AppFieldsProps) {
  return (
    <Panel
      title="How people sign in to it"
      about="A limit, and no more: what this server has switched off stays off. A second factor is asked for as elsewhere."
    >
      <Checks
        name="sign_in_methods"
        legend="Only by these"
        hint="None ticked: all that there are."
        problem={problems.find(({ field }) => field === 'sign_in_methods')?.message}
      >
        {ways.map(({ value, label }) => (
          <Check key={value} name={`way:${value}`} checked={values[`way:${value}`] === 'on'} label={label} />
        ))}
      </Checks>
    </Panel>
  )
}

export function LifeFields({ values, problems }: AppFieldsProps) {
  const field = fieldsOf(values, problems)
  const seconds = (name: string, label: string, hint: string) => (
    <TextField {...field(name)} label={label} type="number" suffix="seconds" hint={hint} />
  )
  return (
    <Panel
      title="How long things live"
      about="Empty: as this server has it. An API may want its tokens to be shorter-lived."
    >
      {seconds('access_token_lifetime', 'An access token', 'At most a day (86400).')}
      {seconds(
        'refresh_token_lifetime',
        'A connection, with refresh tokens',
        'Counted from the sign-in. At most a year.',
      )}
      {seconds('refresh_token_idle_lifetime', 'A connection that is not used', 'Then people sign in again.')}
      {seconds(
        'default_max_age',
        'How long ago people may have signed in',
        'Older: they sign in again, though their browser is known.',
      )}
    </Panel>
  )
}

/** What a field of that name needs. */
export function fieldsOf(values: Readonly<Record<string, string>>, problems: readonly Problem[]) {
  return (name: string) => ({
    name,
    value: values[name] ?? '',
    problem: problems.find(({ field }) => field === name)?.message,
  })
}
