/** The form of an application: from what was typed to a registration, and back. */
import type { Problem } from '../../pages/fields.tsx'
import { isStandardScope, standardScopeNames } from '../../protocol/claims.ts'
import type { Client } from '../../protocol/client-metadata.ts'
import { redirectUriFault } from '../../protocol/redirect-uri.ts'
import type { NewClient } from '../../registry/clients.ts'
import { deviceCode, isKind, kindOf, kinds } from './kinds.ts'
import { type LinkableApi, linksOf } from './links.ts'

/** As a form sends them: a tick is `on`, what is empty is absent. */
export type Values = Readonly<Record<string, string>>

/** The grants that a developer may choose; others are an operator's to give, and stay as they are. */
export const grantChoices = {
  authorization_code: 'People sign in through their browser',
  refresh_token: 'It stays connected when people are away (refresh tokens)',
  client_credentials: 'It acts for itself, with nobody signed in',
  [deviceCode]: 'People sign in on another device, with a code',
} as const
const grantNames = Object.keys(grantChoices)
const forPeople = ['authorization_code', deviceCode]

const texts = [
  'client_name',
  'client_uri',
  'logo_uri',
  'policy_uri',
  'tos_uri',
  'initiate_login_uri',
  'backchannel_logout_uri',
  'frontchannel_logout_uri',
] as const
const numbers = {
  access_token_lifetime: 'Life of access tokens',
  refresh_token_lifetime: 'Life of a connection',
  refresh_token_idle_lifetime: 'Life of an idle connection',
  default_max_age: 'Sign-in at most this old',
} as const
const labels: Readonly<Record<string, string>> = {
  client_name: 'Name',
  client_uri: 'Website',
  redirect_uris: 'Redirect URIs',
  logo_uri: 'Logo',
  policy_uri: 'Privacy policy',
  tos_uri: 'Terms of service',
  initiate_login_uri: 'Where signing in starts',
  post_logout_redirect_uris: 'After signing out',
  backchannel_logout_uri: 'Told by this server',
  frontchannel_logout_uri: 'Loaded by the browser',
  grant_types: 'What it does',
  token_endpoint_auth_method: 'How it proves itself',
  require_pkce: 'PKCE',
  scope: 'What it may ask for',
  sign_in_methods: 'How people sign in to it',
  ...numbers,
}

/** What a new form begins with. */
export const blank: Values = {
  kind: 'web',
  require_pkce: 'on',
  refresh: 'on',
  ...Object.fromEntries(
    ['openid', 'profile', 'email', 'offline_access'].map((scope) => [`scope:${scope}`, 'on']),
  ),
}

/** The form of a registration as it stands. */
export function valuesOf(client: Client, apis: readonly LinkableApi[]): Values {
  return {
    ...Object.fromEntries(texts.flatMap((name) => (client[name] ? [[name, client[name]]] : []))),
    ...Object.fromEntries(
      Object.keys(numbers).flatMap((name) => {
        const value = client[name as keyof typeof numbers]
        return value === undefined ? [] : [[name, String(value)]]
      }),
    ),
    redirect_uris: client.redirect_uris.join('\n'),
    post_logout_redirect_uris: client.post_logout_redirect_uris.join('\n'),
    token_endpoint_auth_method: client.token_endpoint_auth_method,
    id_token_signed_response_alg: client.id_token_signed_response_alg,
    ...tick('native', client.application_type === 'native'),
    ...tick('require_pkce', client.require_pkce),
    ...Object.fromEntries(client.grant_types.map((grant) => [`grant:${grant}`, 'on'])),
    ...Object.fromEntries(client.scope.filter(isStandardScope).map((scope) => [`scope:${scope}`, 'on'])),
    ...Object.fromEntries((client.sign_in_methods ?? []).map((way) => [`way:${way}`, 'on'])),
    ...linksOf(client, apis).ticks,
  }
}

const tick = (name: string, on: boolean): Values => (on ? { [name]: 'on' } : {})

type Fields = Readonly<Record<string, unknown>>

/** What every form says, new or not. Null takes a field away. */
function common(
  values: Values,
  grants: readonly string[],
  type: 'web' | 'native',
  problems: Problem[],
): Fields {
  for (const name of ['client_name'] as const) {
    if (!values[name]?.trim())
      problems.push({ field: name, message: 'Give the application a name: people will see it.' })
  }
  for (const name of ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri'] as const) {
    const value = values[name]?.trim()
    if (value && !/^https?:\/\//i.test(value))
      problems.push({ field: name, message: `${labels[name]} must begin with https://` })
  }
  if (/^http:/i.test(values.logo_uri ?? ''))
    problems.push({ field: 'logo_uri', message: 'The logo must be on https: it stands on a page that is.' })
  const ways = Object.keys(values).flatMap((name) => (name.startsWith('way:') ? [name.slice(4)] : []))
  return {
    ...Object.fromEntries(texts.map((name) => [name, values[name]?.trim() || null])),
    ...Object.fromEntries(
      Object.keys(numbers).map((name) => [name, wholeNumber(name as keyof typeof numbers, values, problems)]),
    ),
    id_token_signed_response_alg: values.id_token_signed_response_alg ?? 'ES256',
    sign_in_methods: ways.length > 0 ? ways : null,
    application_type: type,
    redirect_uris: redirectUris(values, grants, type, problems),
    post_logout_redirect_uris: [...new Set(lines(values.post_logout_redirect_uris))],
    response_types: grants.includes('authorization_code') ? ['code'] : [],
  }
}

function wholeNumber(name: keyof typeof numbers, values: Values, problems: Problem[]): number | null {
  const typed = values[name]?.trim()
  if (!typed) return null
  if (/^\d{1,9}$/.test(typed)) return Number(typed)
  problems.push({ field: name, message: `${numbers[name]} must be a whole number of seconds.` })
  return null
}

function redirectUris(
  values: Values,
  grants: readonly string[],
  type: 'web' | 'native',
  problems: Problem[],
): string[] {
  const needed = grants.includes('authorization_code')
  const uris = lines(values.redirect_uris)
  if (needed && uris.length === 0) {
    const message = 'Say where people come back to after signing in: at least one redirect URI.'
    problems.push({ field: 'redirect_uris', message })
  }
  for (const uri of needed ? uris : []) {
    const fault = redirectUriFault(uri, type)
    if (fault !== undefined) problems.push({ field: 'redirect_uris', message: `${uri} ${fault}.` })
  }
  return needed ? [...new Set(uris)] : []
}

export const lines = (text = ''): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** A new application. */
export function readNew(
  values: Values,
  apis: readonly LinkableApi[],
): { input: NewClient; problems: Problem[] } {
  const problems: Problem[] = []
  const { kind } = values
  if (!isKind(kind)) problems.push({ field: 'kind', message: 'Choose what kind of application it is.' })
  const { registration } = kinds[isKind(kind) ? kind : 'web']
  const wanted: readonly string[] = registration.grant_types
  const grants = [
    ...wanted.filter((grant) => grant !== 'refresh_token' || values.refresh === 'on'),
    ...grantNames.filter((grant) => values[`also:${grant}`] === 'on' && !wanted.includes(grant)),
  ]
  const method = values.token_endpoint_auth_method ?? registration.token_endpoint_auth_method
  const fields = {
    ...common(values, grants, registration.application_type, problems),
    grant_types: grants,
    token_endpoint_auth_method: method,
    // RFC 9700 §2.1.1: only where a secret stands in its place may it be left out.
    require_pkce: method === 'none' || values.require_pkce === 'on',
    ...scopeFields(values, apis, grants, undefined, problems),
  }
  return { input: withoutNull(fields) as NewClient, problems }
}

const withoutNull = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

/** Changes to one that is there: only what the form has; the rest of its registration stays. */
export function readChange(
  values: Values,
  apis: readonly LinkableApi[],
  before: Client,
): { input: Fields; problems: Problem[] } {
  const problems: Problem[] = []
  const grants = [
    ...before.grant_types.filter((grant) => !grantNames.includes(grant)),
    ...grantNames.filter((grant) => values[`grant:${grant}`] === 'on'),
  ]
  const method = values.token_endpoint_auth_method ?? before.token_endpoint_auth_method
  const kept = before.response_types.filter((type) => type !== 'code')
  const fields = common(values, grants, values.native === 'on' ? 'native' : 'web', problems)
  return {
    input: {
      ...fields,
      response_types: [...(fields.response_types as string[]), ...kept],
      grant_types: grants,
      token_endpoint_auth_method: method,
      require_pkce: method === 'none' || values.require_pkce === 'on',
      ...(method === 'none' && { rotate_refresh_tokens: true }),
      ...scopeFields(values, apis, grants, before, problems),
    },
    problems,
  }
}

function scopeFields(
  values: Values,
  apis: readonly LinkableApi[],
  grants: readonly string[],
  before: Client | undefined,
  problems: Problem[],
): Pick<NewClient, 'scope' | 'default_scope' | 'resources'> {
  const signsPeopleIn = grants.some((grant) => forPeople.includes(grant) || !grantNames.includes(grant))
  const standard = signsPeopleIn
    ? standardScopeNames.filter((scope) => values[`scope:${scope}`] === 'on')
    : []
  const chosen = linksOf(before, apis).choose(values)
  problems.push(...chosen.problems)
  const scope = [...standard, ...chosen.scope]
  const { default_scope: former = [], scope: all = [] } = before ?? {}
  const hasOwnDefault = former.length > 0 && all.some((each) => !former.includes(each))
  return {
    scope,
    // A machine asks for all that it may; where a person is asked, the request says what it is for.
    default_scope: signsPeopleIn || hasOwnDefault ? former.filter((each) => scope.includes(each)) : scope,
    resources: chosen.resources,
  }
}

/** Fields of a registration that the form has under another name. */
const elsewhere: Readonly<Record<string, string>> = {
  response_types: 'grant_types',
  application_type: 'grant_types',
  rotate_refresh_tokens: 'grant_types',
  default_scope: 'scope',
  resources: 'scope',
}

/** What the registry found, at the fields of this form. */
export function problemsOf(faults: readonly { path: string; message: string }[]): Problem[] {
  return faults.map(({ path, message }) => {
    const name = path.split('.')[0] ?? ''
    const field = elsewhere[name] ?? name
    return { field, message: `${labels[field] ?? field}: ${message}` }
  })
}

export const kindNameOf = (client: Client): string => kinds[kindOf(client)].name
