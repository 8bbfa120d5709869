/** RFC 7591 §2: what a client says of itself on the wire, and the fields of ours that this becomes. */
import type { Client } from './client-metadata.ts'
import { OAuthError } from './errors.ts'
import { type Localizable, type Localized, localizable } from './localized.ts'

/** Those that are called the same here and there. */
const same = [
  'client_name',
  'client_uri',
  'logo_uri',
  'policy_uri',
  'tos_uri',
  'contacts',
  'software_id',
  'software_version',
  'initiate_login_uri',
  'application_type',
  'redirect_uris',
  'post_logout_redirect_uris',
  'backchannel_logout_uri',
  'backchannel_logout_session_required',
  'frontchannel_logout_uri',
  'frontchannel_logout_session_required',
  'grant_types',
  'response_types',
  'token_endpoint_auth_method',
  'jwks',
  'jwks_uri',
  'subject_type',
  'sector_identifier_uri',
  'id_token_signed_response_alg',
  'introspection_signed_response_alg',
  'default_max_age',
  'require_auth_time',
  'default_acr_values',
] as const satisfies readonly (keyof Client)[]

/** Every field of ours that a client may set. */
export const registrable = [...same, 'scope', 'localized'] as const satisfies readonly (keyof Client)[]

/**
 * What would be understood otherwise than it is meant if it were ignored: a client that asks for more protection than
 * there is must not believe that it has it. Everything else that is unknown is ignored (§2).
 */
const missing: Readonly<Record<string, string>> = {
  request_uris: 'request objects',
  request_object_signing_alg: 'request objects',
  request_object_encryption_alg: 'request objects',
  request_object_encryption_enc: 'request objects',
  require_signed_request_object: 'request objects',
  require_pushed_authorization_requests: 'pushed authorization requests',
  authorization_signed_response_alg: 'signed authorization responses',
  authorization_encrypted_response_alg: 'encrypted authorization responses',
  authorization_encrypted_response_enc: 'encrypted authorization responses',
  id_token_encrypted_response_alg: 'encrypted ID tokens',
  id_token_encrypted_response_enc: 'encrypted ID tokens',
  userinfo_signed_response_alg: 'signed userinfo',
  userinfo_encrypted_response_alg: 'encrypted userinfo',
  userinfo_encrypted_response_enc: 'encrypted userinfo',
  introspection_encrypted_response_alg: 'encrypted introspection',
  introspection_encrypted_response_enc: 'encrypted introspection',
  token_endpoint_auth_signing_alg: 'client authentication by signature',
  tls_client_certificate_bound_access_tokens: 'tokens bound to a certificate',
  dpop_bound_access_tokens: 'tokens bound to a key',
  authorization_details_types: 'authorization details',
  backchannel_token_delivery_mode: 'back-channel authentication',
  backchannel_client_notification_endpoint: 'back-channel authentication',
}

/** A value that asks for nothing. */
const isIdle = (value: unknown) =>
  value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0)

/**
 * The fields that a client sent; what they hold is for `parseClient` to check.
 * @throws {OAuthError} invalid_client_metadata for what this server cannot do
 */
export function readMetadata(sent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const [name, what] of Object.entries(missing)) {
    if (!isIdle(sent[name])) throw faulty(`${name}: this server has no ${what}`)
  }
  const fields = same.flatMap((name) => (sent[name] == null ? [] : [[name, sent[name]] as const]))
  const scope = readScope(sent.scope)
  const localized = readLocalized(sent)
  return {
    ...Object.fromEntries(fields),
    ...(scope && { scope }),
    ...(Object.keys(localized).length > 0 && { localized }),
  }
}

export const faulty = (description: string) => new OAuthError('invalid_client_metadata', { description })

/** §2: values separated by spaces; none where it is empty. */
function readScope(scope: unknown): string[] | undefined {
  if (scope == null) return undefined
  if (typeof scope !== 'string') throw faulty('scope: must be a string of values separated by spaces')
  const values = [...new Set(scope.split(' ').filter((value) => value !== ''))]
  return values.length > 0 ? values : undefined
}

/** §2.2: `client_name#ja`. A name without a tag behind its `#` is unknown, and ignored like any other. */
function readLocalized(sent: Readonly<Record<string, unknown>>): Record<string, Record<string, unknown>> {
  const localized: Record<string, Record<string, unknown>> = {}
  for (const [key, value] of Object.entries(sent)) {
    const hash = key.indexOf('#')
    const name = localizable.find((known) => known === key.slice(0, hash))
    const tag = key.slice(hash + 1)
    if (hash < 0 || name === undefined || tag === '' || tag === '__proto__' || value == null) continue
    localized[tag] = { ...localized[tag], [name]: value }
  }
  return localized
}

/** §3.2.1: a registration as its client reads it. */
export function metadataOf(client: Client): Record<string, unknown> {
  const fields = same.flatMap((name) => (isIdle(client[name]) ? [] : [[name, client[name]] as const]))
  return {
    ...Object.fromEntries(fields),
    // These mean something by being empty.
    grant_types: client.grant_types,
    response_types: client.response_types,
    ...(client.scope.length > 0 && { scope: client.scope.join(' ') }),
    ...(client.software_statement !== undefined && { software_statement: client.software_statement }),
    ...Object.fromEntries(tagged(client.localized)),
  }
}

const tagged = (localized: Localized): [string, string][] =>
  Object.entries(localized).flatMap(([tag, texts]) =>
    localizable.flatMap((name): [string, string][] => {
      const text = texts[name]
      return text === undefined ? [] : [[`${name}#${tag}`, text]]
    }),
  )

/** The name on the wire of a field of ours, from the path to what is wrong in it. */
export function wireName(path: string): string {
  const [field = '', tag, name] = path.split('.')
  if (field !== 'localized') return path
  return localizable.includes(name as Localizable) ? `${name}#${tag}` : `#${tag}`
}
